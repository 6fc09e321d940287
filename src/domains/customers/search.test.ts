import { expect, test } from 'vitest'
import { parseSearch } from './search'

test.each([
  ['  ', null],
  ['Ana@Loja.Test', { kind: 'email', prefix: 'ana@loja.test' }],
  ['José d’Ávila', { kind: 'words', words: ['jose', 'd', 'avila'] }],
  ['(11) 98765-4321', { kind: 'digits', digits: '11987654321', phonePrefixes: ['1187654321'] }],
  ['11 9876', { kind: 'digits', digits: '119876', phonePrefixes: ['119876', '11876'] }],
  ['11 93456-7890', { kind: 'digits', digits: '11934567890', phonePrefixes: ['11934567890'] }],
  ['+351 91', { kind: 'digits', digits: '35191', phonePrefixes: ['+35191'] }],
  ['#1234', { kind: 'digits', digits: '1234', phonePrefixes: ['1234'] }],
  ['LOJA-1042', { kind: 'words', words: ['loja', '1042'], number: 'loja1042' }],
  ['12', { kind: 'digits', digits: '12', phonePrefixes: [] }],
  ['%', null],
])('reads %j', (text, expected) => {
  expect(parseSearch(text)).toEqual(expected)
})
