import { encode } from 'next-auth/jwt'
import { expect, test, vi } from 'vitest'
import { seeder, type Shop } from '../../../../../test/isolation/world'
import { ask } from '../../../../../test/isolation/catalog'
import { useDatabase } from '../../../../../test/postgres/clone'
import { sessionSecret } from '~/kernel/session-cookie'
import { POST } from './route'

const { superUrl } = useDatabase()
const jar = vi.hoisted(() => ({ session: undefined as string | undefined }))
vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve({ get: () => (jar.session ? { value: jar.session } : undefined) }),
}))

const signIn = async (shop: Shop, role: 'operator' | 'viewer') => {
  const token = { sub: shop.people[role].id, v: 1 }
  jar.session = await encode({ token, secret: sessionSecret(), maxAge: 600 })
}
const post = (shop: Shop, body: BodyInit, headers: Record<string, string> = { 'x-retoma-client': '1' }) =>
  POST(new Request('http://localhost/x', { method: 'POST', headers, body }), {
    params: Promise.resolve({ empresa: shop.slug }),
  })
function formOf(conversation: unknown, file: File | null) {
  const form = new FormData()
  form.set('conversa', String(conversation))
  form.set('chave', 'chave-da-foto')
  form.set('texto', 'Olha só')
  if (file) form.set('arquivo', file)
  return form
}
const PHOTO = new File(['abc'], 'foto.png', { type: 'image/png' })

test('ux-18 a reply with a file is queued once, by who may answer, in the own empresa alone', async () => {
  const seed = await seeder(superUrl)
  const [shop, victim] = [await seed('propria', 7), await seed('vitima', 7777)]
  const own = shop.rows.conversations?.id
  await signIn(shop, 'viewer')
  expect((await post(shop, formOf(own, PHOTO))).status).toBe(403)
  await signIn(shop, 'operator')
  for (const _ of [1, 2]) expect((await post(shop, formOf(own, PHOTO))).status).toBe(200)
  const kept = await ask(
    superUrl,
    `SELECT m.body, m.state, f.mime_type, f.size FROM messages AS m
     JOIN message_files AS f ON f.empresa_id = m.empresa_id AND f.message_id = m.id WHERE m.kind = 'resposta'`,
  )
  expect(kept).toEqual([{ body: 'Olha só', state: 'pendente', mime_type: 'image/png', size: 3 }])
  expect((await post(shop, formOf(victim.rows.conversations?.id, PHOTO))).status).toBe(404)
  expect((await post(shop, formOf(own, PHOTO), { origin: 'https://other.test' })).status).toBe(403)
})

test('ux-18 what is no file, no form or too much is rejected with a reason, and nothing is queued', async () => {
  const shop = await (await seeder(superUrl))('propria', 7)
  const own = shop.rows.conversations?.id
  await signIn(shop, 'operator')
  const large = new File([new Uint8Array(17 * 1024 * 1024)], 'video.mp4', { type: 'video/mp4' })
  const page = new File(['<script>'], 'x.html', { type: 'text/html' })
  const bodies: [BodyInit, number][] = [
    [formOf(own, null), 400],
    [formOf(own, page), 400],
    [formOf('x', PHOTO), 400],
    ['nada disso', 400],
    [formOf(own, large), 413],
  ]
  for (const [body, status] of bodies) {
    const answer = await post(shop, body)
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ message: expect.any(String) as string }),
    ])
  }
  expect(
    await ask(superUrl, `SELECT FROM messages WHERE kind = 'resposta' AND empresa_id = $1`, [shop.id]),
  ).toEqual([])
})
