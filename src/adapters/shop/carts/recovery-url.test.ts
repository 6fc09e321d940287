import { expect, test } from 'vitest'
import { cartflowsUrl } from './recovery-url'

test('cart-5 the link is the one that the plugin reads: parse_str(base64_decode(token)) returns the session', () => {
  const url = cartflowsUrl('https://loja.com.br/', 10, '6f1ed002ab5595859014ebf0951522d9')
  expect(url).toBe(
    'https://loja.com.br/?page_id=10&wcf_ac_token=d2NmX3Nlc3Npb25faWQ9NmYxZWQwMDJhYjU1OTU4NTkwMTRlYmYwOTUxNTIyZDk%3D',
  )
  const token = new URL(url ?? '').searchParams.get('wcf_ac_token') ?? ''
  expect(new URLSearchParams(atob(token)).get('wcf_session_id')).toBe('6f1ed002ab5595859014ebf0951522d9')
  expect(cartflowsUrl('http://loja.com.br/blog', 10, 'a')).toMatch(
    /^http:\/\/loja\.com\.br\/blog\/\?page_id=10&/,
  )
})

test.each<[string | null, number | null, string | null]>([
  [null, 10, 'a'],
  ['javascript:alert(1)', 10, 'a'],
  ['loja', 10, 'a'],
  ['https://loja.com.br', null, 'a'],
  ['https://loja.com.br', 0, 'a'],
  ['https://loja.com.br', 10, ''],
  ['https://loja.com.br', 10, null],
])('no link is guessed: %s %s %s', (home, page, session) =>
  expect(cartflowsUrl(home, page, session)).toBeNull(),
)
