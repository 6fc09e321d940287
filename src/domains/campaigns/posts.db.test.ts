import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { makeConnection } from '../messaging/factory'
import { systemScope, withEmpresa, withEmpresaSql } from '../../kernel/tenancy/unit'
import { postTurn } from './post-rules'
import { savePostInput } from './posts-schema'
import { listPosts, runPosts, savePost } from './service/posts'

useDatabase()

const ZONE = 'America/Sao_Paulo'
const at = (text: string) => new Date(text)

test('t-20 a post is due once on its days, in its hour; later it is reported', () => {
  const post = { at: '10:00', weekdays: [5], lastDay: null }
  const turn = (text: string, over = {}) => postTurn({ ...post, ...over }, ZONE, at(text)).kind
  // 2026-11-20 is a Friday; 13:00 UTC is 10:00 in São Paulo.
  expect(turn('2026-11-20T12:59:59Z')).toBe('wait')
  expect(turn('2026-11-20T13:00:00Z')).toBe('post')
  expect(turn('2026-11-20T14:00:01Z')).toBe('late')
  expect(turn('2026-11-20T13:00:00Z', { lastDay: '2026-11-20' })).toBe('wait')
  expect(turn('2026-11-20T13:00:00Z', { lastDay: '2026-11-13' })).toBe('post')
  expect(turn('2026-11-21T13:00:00Z')).toBe('wait')
})

test('msg-7 a post to a group is queued once a day, and not on the day it was saved after its hour', async () => {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: at('2026-11-19T15:00:00Z') }
  const scope = systemScope(empresaId, 'teste', () => now.at)
  const connectionId = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  const input = savePostInput.parse({
    connectionId,
    target: 'group',
    address: '120363012345678901@g.us',
    body: 'Chegou novidade!',
    at: '10:00',
    weekdays: [0, 1, 2, 3, 4, 5, 6],
  })
  expect(savePostInput.safeParse({ ...input, address: 'grupo' }).success).toBe(false)
  const { id } = await withEmpresa(scope, (ctx) => savePost(ctx, { ...input, body: 'Rascunho' }))
  expect(await withEmpresa(scope, (ctx) => savePost(ctx, { ...input, id }))).toEqual({ id })
  const run = () => withEmpresaSql(scope, runPosts)
  expect(await run()).toBe(0)
  now.at = at('2026-11-20T13:00:30Z')
  const runs = await Promise.all([run(), run(), run()])
  expect(runs.reduce((sum, n) => sum + n, 0)).toBe(1)
  expect(await run()).toBe(0)
  now.at = at('2026-11-21T18:00:00Z')
  expect(await run()).toBe(0)
  const { messages, decisions, posts } = await withEmpresa(scope, async (ctx) => ({
    messages: await ctx.db.message.findMany({
      where: { empresaId },
      select: { kind: true, address: true, body: true },
    }),
    decisions: await ctx.db.sendDecision.findMany({ where: { empresaId }, select: { code: true } }),
    posts: await listPosts(ctx),
  }))
  expect(messages).toEqual([{ kind: 'grupo', address: input.address, body: 'Chegou novidade!' }])
  expect(decisions).toEqual([{ code: 'atrasada' }])
  expect(posts[0]?.lastDay).toBe('2026-11-21')
})
