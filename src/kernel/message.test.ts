import { expect, test } from 'vitest'
import { fillMessage, firstName } from './message'

test('fills every variable, whatever its case and spaces', () => {
  expect(fillMessage('Oi, {nome}! { Valor }', { nome: 'Ana', valor: 'R$ 10,00' })).toBe('Oi, Ana! R$ 10,00')
})

test.each(['Oi, {nome}', 'Oi, {desconhecida}', 'Oi, {nome', '{}', '   '])(
  'never offers %j half filled',
  (template) => {
    expect(fillMessage(template, { nome: null })).toBeNull()
  },
)

test('a value that looks like a variable is not filled again', () => {
  expect(fillMessage('Oi, {nome}', { nome: '{valor}', valor: 'x' })).toBeNull()
})

test.each([
  ['MARIA APARECIDA', 'Maria'],
  ['joão', 'João'],
  ['  McDonald Silva', 'McDonald'],
  ['Ma. EDUARDA da Silva', 'Ma. Eduarda'],
  ['Ma.', 'Ma.'],
  ['Ma. 2', 'Ma.'],
  ['11987654321', null],
  ['A', null],
  ['=1+1', null],
  [null, null],
])('first name of %j is %j', (name, expected) => {
  expect(firstName(name)).toBe(expected)
})
