import { expect, test } from 'vitest'
import { compareIdentity, siteAddress } from './identity'
import type { ShopIdentity } from './records'

const shop = (address: string | null, marks: ShopIdentity['marks'] = {}): ShopIdentity => ({ address, marks })

test.each<[string, ShopIdentity, ShopIdentity, string]>([
  ['the same', shop('a.com', { store: '1' }), shop('a.com', { store: '1' }), 'same'],
  ['moved', shop('a.com', { store: '1' }), shop('b.com', { store: '1' }), 'moved'],
  [
    'moved, by its first user',
    shop('a.com', { firstUser: '1 x' }),
    shop('b.com', { firstUser: '1 x' }),
    'moved',
  ],
  ['another', shop('a.com', { store: '1' }), shop('b.com', { store: '2' }), 'other'],
  ['another, unmarked', shop('a.com'), shop('b.com'), 'other'],
  ['another behind the same address', shop('a.com', { store: '1' }), shop('a.com', { store: '2' }), 'other'],
  ['another without an address', shop(null, { firstUser: '1 x' }), shop(null, { firstUser: '1 y' }), 'other'],
  [
    'the same, whose first user was deleted',
    shop('a.com', { firstUser: '1 x', installed: '5' }),
    shop('a.com', { firstUser: '2 y', installed: '5' }),
    'same',
  ],
  ['the same, that says less', shop('a.com', { store: '1' }), shop('a.com'), 'same'],
  [
    'another that was installed in the same second',
    shop('a.com', { store: '1', installed: '5' }),
    shop('b.com', { store: '2', installed: '5' }),
    'other',
  ],
])('a shop is recognised again: %s', (_what, known, seen, verdict) =>
  expect(compareIdentity(known, seen)).toBe(verdict),
)

test('https, www and a trailing slash make no other address; a folder and a port do', () => {
  for (const url of ['http://loja.com.br', 'https://www.loja.com.br/', ' https://LOJA.com.br'])
    expect(siteAddress(url)).toBe('loja.com.br')
  expect(siteAddress('https://loja.com.br/outra/')).toBe('loja.com.br/outra')
  expect(siteAddress('http://127.0.0.1:8091')).toBe('127.0.0.1:8091')
  for (const url of ['', 'loja', undefined, 'javascript:alert(1)']) expect(siteAddress(url)).toBeNull()
})
