import { afterEach, expect, it, vi } from 'vitest'
import { readEnvFile } from '~/env'
import { refuseForeignDatabase } from './demo-database'

const given = (url: string) => {
  vi.stubEnv('DATABASE_URL', url)
  readEnvFile('/no/such/file')
}
afterEach(() => vi.unstubAllEnvs())

it.each([
  'postgresql://retoma_app:x@db.exemplo.com.br:5432/retoma',
  'postgresql://retoma_app:x@10.0.0.7/retoma',
  'postgresql://retoma_app:x@localhost/retoma?host=db.exemplo.com.br',
])('the demonstration rejects %s', (url) => {
  given(url)
  expect(refuseForeignDatabase).toThrow(/não roda no banco de (db\.exemplo\.com\.br|10\.0\.0\.7)/)
})

it.each([
  '',
  'postgresql://retoma_app:x@127.0.0.1:5432/retoma',
  'postgresql://retoma_app:x@localhost:5432/retoma',
  'postgresql://retoma_app:x@[::1]:5432/retoma',
])('the demonstration accepts %s', (url) => {
  given(url)
  expect(refuseForeignDatabase).not.toThrow()
})
