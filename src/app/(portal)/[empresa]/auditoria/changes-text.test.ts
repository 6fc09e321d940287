import { expect, it } from 'vitest'
import { changesText } from './changes-text'

it('tells only what changed, as it was and as it is', () => {
  const before = { recovery: { cutoffMinutes: 60, windowAfterDays: 30 } }
  const after = { recovery: { cutoffMinutes: 90, windowAfterDays: 30 } }
  expect(changesText(before, after)).toBe('minutos em compra: 60 → 90')
})

it('reads a record without a before, lists, and truth values', () => {
  expect(changesText(null, { sent: true, kinds: ['leads', 'carts'] })).toBe(
    'enviado: sim · tipos: leads, carrinhos',
  )
  expect(changesText(null, null)).toBe('')
  expect(changesText({ a: 'x' }, {})).toBe('a: x → —')
})

it('says roles and destinations as people do', () => {
  expect(changesText({ role: 'operator' }, { role: 'admin' })).toBe('papel: Atende → Administra')
  expect(changesText(null, { target: 'group', times: ['09:00'], onceOn: null })).toBe(
    'destino: grupo · horas: 09:00',
  )
})
