import { expect, test } from 'vitest'
import { isOwnPage } from './same-origin'

const ask = (headers: Record<string, string>) =>
  isOwnPage(new Headers({ host: 'portal.loja.test', ...headers }))
const ours = { 'x-retoma-client': '1' }

test('our own client passes', () => {
  expect(ask({ ...ours, origin: 'https://portal.loja.test', 'sec-fetch-site': 'same-origin' })).toBe(true)
  expect(ask({ ...ours, origin: 'http://localhost:3000' })).toBe(true)
  expect(ask(ours)).toBe(true)
})

test('a form or a script of another page does not', () => {
  expect(ask({ origin: 'https://portal.loja.test' })).toBe(false)
  expect(ask({ ...ours, origin: 'https://evil.test' })).toBe(false)
  expect(ask({ ...ours, origin: 'null' })).toBe(false)
  expect(ask({ ...ours, 'sec-fetch-site': 'cross-site' })).toBe(false)
  expect(ask({ ...ours, 'sec-fetch-site': 'same-site', origin: 'https://portal.loja.test' })).toBe(false)
})
