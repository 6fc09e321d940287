import { expect, it } from 'vitest'
import { initials } from './avatar'

it.each([
  ['Helena Prado', 'HP'],
  ['Bia', 'B'],
  ['Ofertas do dia (simulado)', 'OS'],
  ['Érica 🌸', 'É'],
  ['🌸 Flores', 'F'],
  ['', '?'],
])('takes letters only: %s → %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
