import { expect, test } from 'vitest'
import { KINDS, kindsSql, MESSAGE_KINDS } from './kinds'

test('the lists that SQL uses are those of the table of kinds', () => {
  expect(kindsSql('begins')).toBe("('carrinho', 'pedido', 'lead', 'campanha', 'manual')")
  expect(kindsSql('automatic', 'toContact')).toBe("('carrinho', 'pedido', 'lead', 'campanha')")
  expect(kindsSql('byHand')).toBe("('manual', 'resposta')")
  expect(kindsSql('answers')).toBe("('resposta')")
})

test('a message that a user wrote is never automatic, and only those to a contact answer', () => {
  for (const kind of MESSAGE_KINDS) {
    const { automatic, byHand, answers, toContact } = KINDS[kind]
    expect(automatic && byHand, kind).toBe(false)
    expect(answers && !toContact, kind).toBe(false)
  }
})
