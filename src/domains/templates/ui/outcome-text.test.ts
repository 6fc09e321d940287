import { expect, test } from 'vitest'
import { oneOutcomeText, outcomeText, purchasesText } from './outcome-text'

test('the purchases after messages, by currency and never added up', () => {
  const brl = { currency: 'BRL', centavos: 312_000 }
  expect(purchasesText({ purchases: 8, amounts: [brl] })).toBe('R$ 3.120,00 de 8 compras')
  const usd = { currency: 'USD', centavos: 2000 }
  expect(purchasesText({ purchases: 9, amounts: [brl, usd] })).toBe('R$ 3.120,00 e US$ 20,00 de 9 compras')
  expect(purchasesText({ purchases: 0, amounts: [] })).toBeNull()
  expect(outcomeText({ sent: 9, answered: 1, purchases: 0, amounts: [] })).toBe(
    '1 respondeu, nenhuma compra em 7 dias',
  )
  expect(outcomeText({ sent: 9, answered: 2, purchases: 8, amounts: [brl] })).toBe(
    '2 responderam, R$ 3.120,00 de 8 compras em 7 dias',
  )
  expect(oneOutcomeText({ sent: 1, answered: 1, purchases: 1, amounts: [brl] })).toBe(
    'respondeu, R$ 3.120,00 de 1 compra em 7 dias',
  )
  expect(oneOutcomeText({ sent: 1, answered: 0, purchases: 0, amounts: [] })).toBe(
    'sem resposta, nenhuma compra em 7 dias',
  )
})
