import { expect, test } from 'vitest'
import { world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { readBell } from '../empresas/service/notifications'
import { makeConnection } from '~/domains/outbox/factory'
import { listDestinations } from '~/domains/channels/service/destinations'
import { systemScope, withEmpresa, withEmpresaSql } from '../../kernel/tenancy/unit'
import { savePostInput } from './posts-schema'
import { getPost, listPosts, removePost, savePost, togglePost } from './service/posts'
import { listPostRuns } from './service/posts-history'
import { runPosts } from './service/posts-run'
import { postSubject } from './subjects'

useDatabase()

const at = (text: string) => new Date(text)
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]).toString('base64')
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 9]).toString('base64')
const GROUP = '120363012345678901@g.us'
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

test('msg-7 a post to a group is queued once at each of its hours, and not for an hour before it was saved', async () => {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: at('2026-11-19T15:00:00Z') }
  const scope = systemScope(empresaId, 'teste', () => now.at)
  const connectionId = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  const input = savePostInput.parse({
    connectionId,
    target: 'group',
    address: GROUP,
    body: 'Chegou novidade!',
    times: ['20:00', '10:00', '10:00'],
    weekdays: EVERY_DAY,
  })
  expect(savePostInput.safeParse({ ...input, address: 'grupo' }).success).toBe(false)
  const { id } = await withEmpresa(scope, (ctx) => savePost(ctx, { ...input, body: 'Rascunho' }))
  expect(await withEmpresa(scope, (ctx) => savePost(ctx, { ...input, id }))).toEqual({ id })
  const run = () => withEmpresaSql(scope, runPosts)
  expect(await run()).toBe(0)
  const runs = async () => {
    const all = await Promise.all([run(), run(), run()])
    return all.reduce((sum, n) => sum + n, 0)
  }
  now.at = at('2026-11-19T23:00:30Z')
  expect(await runs()).toBe(1)
  now.at = at('2026-11-20T13:00:30Z')
  expect(await runs()).toBe(1)
  expect(await run()).toBe(0)
  now.at = at('2026-11-21T18:00:00Z')
  expect(await run()).toBe(0)
  const {
    messages,
    posts,
    turns: history,
    bell,
  } = await withEmpresa(scope, async (ctx) => ({
    bell: await readBell(ctx),
    messages: await ctx.db.message.findMany({
      where: { empresaId },
      select: { kind: true, address: true, body: true, dedupeKey: true },
      orderBy: { notBefore: 'asc' },
    }),
    posts: await listPosts(ctx),
    turns: await listPostRuns(ctx, { id, size: 50 }),
  }))
  const sent = { kind: 'grupo', address: GROUP, body: 'Chegou novidade!' }
  expect(messages).toEqual([
    { ...sent, dedupeKey: `post:${id}:2026-11-19:20:00` },
    { ...sent, dedupeKey: `post:${id}:2026-11-20:10:00` },
  ])
  expect(bell.latest.map(({ title, href }) => [title, href])).toEqual([
    ['Uma publicação não saiu', `publicacoes/${id}`],
  ])
  expect(posts[0]).toMatchObject({
    times: ['10:00', '20:00'],
    lastState: 'pendente',
    nextAt: at('2026-11-21T23:00:00Z'),
  })
  expect(history.rows.map(({ state, reason }) => [state, reason])).toEqual([
    [null, 'A hora desta publicação (21/11 às 10:00) passou enquanto nada podia ser enviado.'],
    [null, 'A hora desta publicação (20/11 às 20:00) passou enquanto nada podia ser enviado.'],
    ['pendente', null],
    ['pendente', null],
  ])
})

/** An empresa whose simulated phone shows what was posted. */
async function stage() {
  const w = await world({ subjects: [postSubject] })
  const scope = systemScope(w.empresaId, 'teste', () => w.now.at)
  const input = savePostInput.parse({
    connectionId: w.connection,
    target: 'status',
    body: 'Promoção',
    times: ['13:00'],
    weekdays: EVERY_DAY,
    picture: { base64: PNG },
  })
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope, work)
  return { w, scope, input, unit, run: () => withEmpresaSql(scope, runPosts) }
}
const HOUR = 3600

test('msg-7 a picture goes with its text to status, and its bytes are kept once', async () => {
  const { w, input, unit, run } = await stage()
  const { id } = await unit((ctx) => savePost(ctx, input))
  w.pass(HOUR)
  expect(await run()).toBe(1)
  expect(await w.send()).toBe('claimed')
  expect(w.store.copies).toMatchObject([
    {
      to: { kind: 'status' },
      content: { kind: 'media', mimeType: 'image/png', source: { base64: PNG }, caption: 'Promoção' },
    },
  ])
  const { media, picture } = await unit(async (ctx) => ({
    media: (await ctx.db.message.findFirst({ where: { empresaId: w.empresaId }, select: { media: true } }))
      ?.media,
    picture: (await getPost(ctx, id)).picture,
  }))
  expect(JSON.stringify(media)).not.toContain(PNG)
  expect(picture).toBe(`data:image/png;base64,${PNG}`)
})

test('t-29 a post that was paused, deleted or changed in destination or time since it was queued does not leave', async () => {
  const { w, input, unit, run } = await stage()
  const make = () => unit((ctx) => savePost(ctx, input))
  const [paused, gone] = [await make(), await make()]
  const group = { target: 'group' as const, address: GROUP }
  const changes = [
    { ...group, targetName: 'Grupo certo' },
    { times: ['18:00'] },
    // A Thursday.
    { weekdays: [1, 2, 3] },
    { onceOn: '2026-11-25' },
  ]
  const changed = []
  for (const change of changes) changed.push({ change, ...(await make()) })
  w.pass(HOUR)
  expect(await run()).toBe(6)
  await unit((ctx) => togglePost(ctx, paused.id, false))
  await unit((ctx) => removePost(ctx, gone.id))
  for (const { change, id } of changed)
    await unit((ctx) => savePost(ctx, { ...input, picture: undefined, ...change, id }))
  expect(await w.send()).toBe('idle')
  expect(w.store.copies).toEqual([])
  const { codes, pictures } = await unit(async (ctx) => ({
    codes: await ctx.db.message.findMany({ where: { empresaId: w.empresaId }, select: { stateCode: true } }),
    pictures: await ctx.db.picture.count({ where: { empresaId: w.empresaId } }),
  }))
  expect(codes.map(({ stateCode }) => stateCode).sort()).toEqual([
    'desligada',
    'desligada',
    ...changes.map(() => 'mudou'),
  ])
  expect(pictures).toBe(5)
})

test('t-29 a correction of a queued post goes out in its current form, once', async () => {
  const { w, input, unit, run } = await stage()
  const { id } = await unit((ctx) => savePost(ctx, input))
  w.pass(HOUR)
  expect(await run()).toBe(1)
  const right = { ...input, id, body: 'Promoção até amanhã', picture: { base64: JPEG } }
  await unit((ctx) => savePost(ctx, right))
  expect(await run()).toBe(0)
  expect(await w.send()).toBe('claimed')
  expect(await w.send()).toBe('idle')
  expect(w.store.copies.map(({ content }) => content)).toMatchObject([
    { kind: 'media', mimeType: 'image/jpeg', source: { base64: JPEG }, caption: 'Promoção até amanhã' },
  ])
  await unit((ctx) => savePost(ctx, { ...input, id, body: 'Acabou', picture: null }))
  const bodies = await unit((ctx) =>
    ctx.db.message.findMany({ where: { empresaId: w.empresaId }, select: { body: true } }),
  )
  expect(bodies).toEqual([{ body: 'Promoção até amanhã' }])
})

test('t-40 a post that is saved while it is being queued is neither lost nor queued twice', async () => {
  const { w, scope, input, unit, run } = await stage()
  const { id } = await unit((ctx) => savePost(ctx, input))
  w.pass(HOUR)
  const saved: Promise<unknown>[] = []
  await withEmpresaSql(scope, async (ctx) => {
    expect(await runPosts(ctx)).toBe(1)
    saved.push(
      unit((inner) => savePost(inner, { ...input, id, body: 'Promoção até amanhã', picture: undefined })),
    )
    await new Promise((done) => setTimeout(done, 300))
  })
  await Promise.all(saved)
  expect([await w.send(), await w.send()]).toEqual(['claimed', 'idle'])
  expect(w.store.copies).toMatchObject([{ content: { caption: 'Promoção até amanhã' } }])
  // Nor reported as missed, by a run that comes late.
  w.pass(2 * HOUR)
  expect(await run()).toBe(0)
  expect((await unit(readBell)).latest).toEqual([])
})

test('msg-7 a post of one day goes out on that day alone; a day that is over is rejected', async () => {
  const { w, input, unit, run } = await stage()
  const once = { ...input, onceOn: '2026-11-21' }
  const { id } = await unit((ctx) => savePost(ctx, once))
  await expect(unit((ctx) => savePost(ctx, { ...once, onceOn: '2026-11-18' }))).rejects.toThrow('já passaram')
  w.pass(HOUR + 60)
  expect(await run()).toBe(0)
  w.pass(2 * 86_400)
  w.now.at = at('2026-11-21T16:00:10Z')
  expect(await run()).toBe(1)
  w.pass(7 * 86_400)
  expect(await run()).toBe(0)
  expect(await unit((ctx) => getPost(ctx, id))).toMatchObject({ nextAt: null, lastState: 'pendente' })
})

test('a pause that ends after today’s hour waits for the next day', async () => {
  const { w, input, unit, run } = await stage()
  const { id } = await unit((ctx) => savePost(ctx, input))
  await unit((ctx) => togglePost(ctx, id, false))
  w.pass(HOUR + 60)
  expect(await run()).toBe(0)
  await unit((ctx) => togglePost(ctx, id, true))
  expect(await run()).toBe(0)
  w.pass(86_400)
  expect(await run()).toBe(1)
})

test('t-40 a corrected hour of the same day still goes out, one that went out today does not go again, an added one does', async () => {
  const { w, input, unit, run } = await stage()
  const { id } = await unit((ctx) => savePost(ctx, { ...input, times: ['08:00'] }))
  expect(await run()).toBe(0)
  await unit((ctx) => savePost(ctx, { ...input, id }))
  w.pass(HOUR + 60)
  expect(await run()).toBe(1)
  await unit((ctx) => savePost(ctx, { ...input, id, times: ['13:00', '20:00'] }))
  expect((await unit((ctx) => getPost(ctx, id))).nextAt).toEqual(at('2026-11-19T23:00:00Z'))
  expect(await run()).toBe(0)
  w.pass(7 * HOUR)
  expect(await run()).toBe(1)
})

test('t-40 a change of zone sends no hour of a day again', async () => {
  const { w, scope, input, unit } = await stage()
  await unit((ctx) => savePost(ctx, input))
  const inZone = (timezone: string) =>
    withEmpresaSql(scope, (ctx) => runPosts({ ...ctx, empresa: { ...ctx.empresa, timezone } }))
  w.pass(HOUR)
  expect(await inZone('America/Sao_Paulo')).toBe(1)
  // Thirteen o'clock comes a second time.
  w.pass(HOUR)
  expect(await inZone('America/Manaus')).toBe(0)
})

test('a post that can not be sent is rejected with its reason', async () => {
  const { w, input, unit } = await stage()
  const save = (over: object) => unit((ctx) => savePost(ctx, { ...input, ...over }))
  await expect(save({ picture: { base64: 'R0lGODlh' } })).rejects.toThrow('JPEG ou PNG')
  await expect(save({ body: 'PIX: [CONFIGURAR CHAVE PIX]' })).rejects.toThrow('[CONFIGURAR CHAVE PIX]')
  await expect(save({ body: '', picture: null })).rejects.toThrow('Escreva o texto')
  const by = (provider: string) =>
    w.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET provider = $1', [provider]))
  const group = { target: 'group', address: GROUP }
  await by('cloud')
  for (const place of [{}, group]) await expect(save(place)).rejects.toThrow('API oficial')
  await by('baileys')
  await expect(save({})).rejects.toThrow('só para grupos')
  await by('wppconnect')
  await expect(save({})).rejects.toThrow('Tire a foto')
  for (const allowed of [group, { picture: null }]) await save(allowed)
  expect(savePostInput.safeParse({ ...input, body: 'Oi {nome}' }).error?.issues[0]?.message).toContain(
    'variáveis',
  )
})

test('a channel lists its destinations: by name, not by id', async () => {
  const { w, scope } = await stage()
  const places = await listDestinations(scope, w.connection)
  expect(places).toMatchObject({ stories: true, reason: null })
  expect(places.groups.map(({ name }) => name)).toEqual([
    'Clientes VIP (simulado)',
    'Ofertas do dia (simulado)',
  ])
  await w.run((ctx) => ctx.sql.query(`UPDATE simulated_accounts SET state = 'desconectada'`))
  expect(await listDestinations(scope, w.connection)).toMatchObject({
    groups: [],
    reason: expect.stringContaining('desconectado') as string,
  })
})
