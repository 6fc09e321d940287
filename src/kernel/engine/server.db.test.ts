import { expect, onTestFinished, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { startEngineServer } from './server'
import { hashSigningKey } from './signature'

useDatabase()

const KEYS = { eventKey: 'the-event-key', signingKey: `signkey-test-${'ab'.repeat(32)}` }

async function serve() {
  const registered: string[] = []
  const register = (app: string) => Promise.resolve(void registered.push(app))
  const server = await startEngineServer({ pool: database().pool, ...KEYS, register })
  onTestFinished(server.stop)
  const post = async (path: string, body: string, headers: Record<string, string> = {}) =>
    (await fetch(server.url + path, { method: 'POST', body, headers })).status
  const stored = async () =>
    (await database().pool.query<{ id: string }>('SELECT id FROM engine.events ORDER BY seq')).rows.map(
      ({ id }) => id,
    )
  return { url: server.url, post, stored, registered }
}

test('a client without a key can neither send events nor register functions, and nothing else answers', async () => {
  const { url, post, stored, registered } = await serve()
  const event = JSON.stringify({ id: 'e1', name: 'happened', data: {} })
  const app = JSON.stringify({ appName: 'app', functions: [] })
  expect([await post('/e/another-key', event), await post('/e/', event)]).toEqual([401, 401])
  for (const authorization of ['', `Bearer ${KEYS.signingKey}`, 'Bearer x'])
    expect(await post('/fn/register', app, { authorization })).toBe(401)
  expect((await fetch(`${url}/e/${KEYS.eventKey}`)).status).toBe(404)
  expect(await post('/v1/runs', event)).toBe(404)
  expect([await stored(), registered]).toEqual([[], []])
  expect(await post(`/e/${KEYS.eventKey}`, event)).toBe(200)
  const authorization = `Bearer ${hashSigningKey(KEYS.signingKey)}`
  expect(await post('/fn/register', app, { authorization })).toBe(200)
  expect([await stored(), registered]).toEqual([['e1'], ['app']])
})

test('a request that is sent again stores its events once; broken and too large ones store nothing', async () => {
  const { post, stored } = await serve()
  const before = (await stored()).length
  const path = `/e/${KEYS.eventKey}`
  const two = JSON.stringify([{ name: 'happened' }, { name: 'happened' }])
  for (let tries = 0; tries < 2; tries += 1)
    expect(await post(path, two, { 'x-inngest-event-id-seed': 'seed' })).toBe(200)
  expect((await stored()).slice(before)).toEqual(['seed:0', 'seed:1'])
  expect(await post(path, JSON.stringify([{ name: '' }]))).toBe(400)
  expect(await post(path, JSON.stringify([{ name: 'large', data: { x: 'x'.repeat(3_000_000) } }]))).toBe(500)
  expect((await stored()).length).toBe(before + 2)
})
