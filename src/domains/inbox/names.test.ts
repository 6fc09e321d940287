import { expect, test } from 'vitest'
import { everybody } from './service/names'

test.each<[string | null, string[], string | null]>([
  ['Érica Pereira', ['Patrícia Souza'], 'Érica Pereira (Patrícia)'],
  ['Érica Pereira', ['ERICA P.', 'érica'], 'Érica Pereira'],
  ['Érica Pereira', ['PATRÍCIA', 'Patricia Souza', 'João', '5551'], 'Érica Pereira (Patrícia, João)'],
  ['Érica Pereira', [], 'Érica Pereira'],
  [null, ['Patrícia Souza'], 'Patrícia'],
  [null, [], null],
])('a conversation of %j that greeted %j is called %j', (name, greeted, called) => {
  expect(everybody(name, greeted)).toBe(called)
})
