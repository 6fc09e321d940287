import { expect, test } from 'vitest'
import { cartMessage, daysLeft } from './rules'

const cart = {
  name: 'ANA LIMA',
  itemCount: 2,
  firstItem: 'Tênis',
  totalCentavos: 123456,
  currency: 'BRL',
  city: null,
}

test('fills the message; one with an unknown variable is never offered', () => {
  expect(cartMessage('Oi, {nome}! {itens} por {valor}.', cart)).toBe('Oi, Ana! 2 itens por R$ 1.234,56.')
  expect(cartMessage('Oi, {nome}!', { ...cart, itemCount: 1 })).toBe('Oi, Ana!')
  expect(cartMessage('{itens}', { ...cart, itemCount: 1 })).toBe('Tênis')
  expect(cartMessage('Oi, {nome}!', { ...cart, name: null })).toBeNull()
  expect(cartMessage('{itens}', { ...cart, itemCount: 0 })).toBeNull()
  expect(cartMessage('{link}', cart)).toBeNull()
  expect(cartMessage('{cidade}', cart)).toBeNull()
})

test('cart-2 days left are counted for waiting carts only, rounded up, never negative', () => {
  const windowEndsAt = new Date('2026-11-22T12:00:01Z')
  const now = new Date('2026-11-20T12:00:00Z')
  expect(daysLeft({ status: 'aguardando', windowEndsAt }, now)).toBe(3)
  expect(daysLeft({ status: 'aguardando', windowEndsAt }, new Date('2026-12-01'))).toBe(0)
  expect(daysLeft({ status: 'abandonado', windowEndsAt }, now)).toBeNull()
  expect(daysLeft({ status: 'aguardando', windowEndsAt: null }, now)).toBeNull()
})
