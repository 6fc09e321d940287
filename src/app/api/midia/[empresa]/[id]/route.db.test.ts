import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { expect, test, vi } from 'vitest'
import { seeder, type Shop } from '../../../../../../test/isolation/world'
import { ask } from '../../../../../../test/isolation/catalog'
import { useDatabase } from '../../../../../../test/postgres/clone'
import { sessionSecret } from '~/kernel/session-cookie'
import { GET } from './route'

const { superUrl } = useDatabase()
const jar = vi.hoisted(() => ({ session: undefined as string | undefined }))
vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve({ get: () => (jar.session ? { value: jar.session } : undefined) }),
}))

const idOf = (shop: Shop) => String(shop.rows.messages?.id)
const signIn = async (shop: Shop, role: 'owner' | 'viewer') => {
  const token = { sub: shop.people[role].id, v: 1 }
  jar.session = await encode({ token, secret: sessionSecret(), maxAge: 600 })
}
const open = (shop: Shop, id: string, headers: Record<string, string> = {}) =>
  GET(new Request('http://localhost/x', { headers }), { params: Promise.resolve({ empresa: shop.slug, id }) })
const change = (shop: Shop, set: string, values: unknown[] = []) =>
  ask(superUrl, `UPDATE message_files SET ${set} WHERE empresa_id = $1`, [shop.id, ...values])

test('a viewer opens a picture of the own empresa, whole or in parts, and no cache of others keeps it', async () => {
  const shop = await (await seeder(superUrl))('propria', 7)
  await change(shop, `bytes = 'abcdefghij', size = 10, mime_type = 'image/png', file_name = 'Olá "tudo".png'`)
  await signIn(shop, 'viewer')
  const whole = await open(shop, idOf(shop))
  expect([whole.status, await whole.text()]).toEqual([200, 'abcdefghij'])
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': "inline; filename*=UTF-8''Ol%C3%A1%20%22tudo%22.png",
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('private') as string,
  })
  for (const [range, status, text] of [
    ['bytes=2-4', 206, 'cde'],
    ['bytes=7-', 206, 'hij'],
    ['bytes=-3', 206, 'hij'],
    ['bytes=8-99', 206, 'ij'],
    ['bytes=10-', 416, ''],
    ['bytes=0-1,3-4', 200, 'abcdefghij'],
    ['bytes=5-2', 200, 'abcdefghij'],
  ] as const) {
    const part = await open(shop, idOf(shop), { range })
    expect([range, part.status, await part.text()]).toEqual([range, status, text])
  }
  // A player knows it by its type.
  await change(shop, `mime_type = 'video/mp4'`)
  const part = await open(shop, idOf(shop), { range: 'bytes=2-4' })
  expect(part.headers.get('content-type')).toBe('video/mp4')
  expect(part.headers.get('content-range')).toBe('bytes 2-4/10')
})

test('a browser that has the file gets 304, after its right to it was checked again, and downloads it no second time', async () => {
  const shop = await (await seeder(superUrl))('propria', 7)
  await change(shop, `bytes = 'abcdefghij', size = 10, mime_type = 'image/png'`)
  await signIn(shop, 'viewer')
  const etag = (await open(shop, idOf(shop))).headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[\w-]+"$/)
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await open(shop, idOf(shop), { 'if-none-match': known, range: 'bytes=2-4' })
    expect([known, answer.status, await answer.text()]).toEqual([known, 304, ''])
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.headers.get('etag')).toBe(etag)
  }
  expect((await open(shop, idOf(shop), { 'if-none-match': '"other"' })).status).toBe(200)
  const resumed = (tag: string) => open(shop, idOf(shop), { range: 'bytes=2-4', 'if-range': tag })
  expect([(await resumed(etag)).status, (await resumed('"other"')).status]).toEqual([206, 200])
  await change(shop, `bytes = 'ABCDEFGHIJ', updated_at = updated_at + interval '1 second'`)
  expect((await open(shop, idOf(shop), { 'if-none-match': etag })).status).toBe(200)
  jar.session = undefined
  expect((await open(shop, idOf(shop), { 'if-none-match': '*' })).status).toBe(401)
})

test('what could run a script is never given to be opened, even when it is in the database', async () => {
  const shop = await (await seeder(superUrl))('propria', 7)
  await signIn(shop, 'owner')
  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/plain', 'video/3gpp']) {
    await change(shop, 'mime_type = $2', [type])
    const answer = await open(shop, idOf(shop))
    expect([type, answer.headers.get('content-type')]).toEqual([type, 'application/octet-stream'])
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/)
  }
})

test("t-63 another empresa's file, a missing one and no id at all answer alike; without a session nothing does", async () => {
  const seed = await seeder(superUrl)
  const [own, victim] = [await seed('propria', 7), await seed('vitima', 7777)]
  await signIn(own, 'owner')
  const answers = []
  for (const id of [idOf(victim), randomUUID(), 'x', '../segredo']) {
    const answer = await open(own, id)
    answers.push([answer.status, await answer.text()])
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]?.[0]).toBe(404)
  expect((await open(victim, idOf(victim))).status).toBe(404)
  await change(own, `state = 'apagado', bytes = NULL`)
  expect((await open(own, idOf(own))).status).toBe(404)
  jar.session = undefined
  expect((await open(victim, idOf(victim))).status).toBe(401)
})
