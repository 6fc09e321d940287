import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { provideEnv } from '~/env'
import { AppError } from './errors'
import { publicProcedure, router, userProcedure } from './trpc'

beforeAll(() => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  provideEnv({})
})

const secret = 'relation "carts" does not exist at 10.0.0.7'
const sample = router({
  broken: publicProcedure.output(z.string()).query((): string => {
    throw new Error(secret)
  }),
  wrongAnswer: publicProcedure
    .output(z.object({ ok: z.literal(true) }))
    .query(() => ({ ok: secret }) as never),
  storedNonsense: publicProcedure.output(z.string()).query(() => z.string().email(secret).parse('x')),
  refused: publicProcedure.output(z.string()).query((): string => {
    throw new AppError('TOO_MANY_TRIES', 'Espere um pouco.', { retryAfterSeconds: 30 })
  }),
  conflict: publicProcedure.output(z.void()).mutation((): void => {
    throw new AppError('CONFLICT', 'Já existe.', { fields: [{ field: 'slug', reason: 'Já existe.' }] })
  }),
  strict: publicProcedure
    .input(z.object({ size: z.number().int().min(1), name: z.string() }))
    .output(z.string())
    .query(() => 'ok'),
  echo: publicProcedure
    .input(z.unknown())
    .output(z.unknown())
    .query(({ input }) => input),
  mine: userProcedure.output(z.string()).query(({ ctx }) => ctx.user.name),
})

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetchRequestHandler({
    endpoint: '/t',
    req: new Request(`http://x/t/${path}`, init),
    router: sample,
    createContext: () => ({
      user: null,
      request: { ip: null, path: null },
      now: () => new Date(0),
      authorize: () => Promise.reject(new AppError('NOT_FOUND', 'x')),
    }),
  })
  const text = await response.text()
  type Body = { error?: { json: { message: string; data: Record<string, unknown> } } }
  return { status: response.status, text, error: (JSON.parse(text) as Body).error?.json }
}

test('internal text never leaves: thrown errors, wrong answers and stored nonsense all say the same', async () => {
  for (const path of ['broken', 'wrongAnswer', 'storedNonsense']) {
    const { status, text, error } = await ask(path)
    expect(status).toBe(500)
    expect(text).not.toContain('carts')
    expect(text).not.toContain('stack')
    expect(error).toMatchObject({
      message: expect.stringContaining('Algo falhou aqui') as string,
      data: { code: 'INTERNAL', fields: [] },
    })
  }
})

test('an AppError keeps its code, its Portuguese text, its fields and the time to wait', async () => {
  expect(await ask('refused')).toMatchObject({
    status: 429,
    error: {
      message: 'Espere um pouco.',
      data: { code: 'TOO_MANY_TRIES', httpStatus: 429, retryAfterSeconds: 30 },
    },
  })
  expect(
    await ask('conflict', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
  ).toMatchObject({
    status: 409,
    error: { data: { code: 'CONFLICT', fields: [{ field: 'slug', reason: 'Já existe.' }] } },
  })
})

test('wrong input answers with each field and the reason, in Portuguese', async () => {
  const input = encodeURIComponent(JSON.stringify({ json: { size: 0 } }))
  const { status, error } = await ask(`strict?input=${input}`)
  expect(status).toBe(400)
  expect(error?.data).toMatchObject({ code: 'BAD_INPUT', fields: [{ field: 'size' }, { field: 'name' }] })
  expect(error?.message).toMatch(/esperava|inválid/i)
})

test('text that no row can store is rejected with its field, in every procedure', async () => {
  const input = encodeURIComponent(JSON.stringify({ json: { size: 1, name: 'a\0b' } }))
  expect(await ask(`strict?input=${input}`)).toMatchObject({
    status: 400,
    error: { data: { code: 'BAD_INPUT', fields: [{ field: 'name' }] } },
  })
})

test('broken requests, unknown procedures and wrong methods are rejected without detail', async () => {
  expect(await ask('strict?input=%7Bbroken')).toMatchObject({
    status: 400,
    error: { message: 'Pedido malformado.' },
  })
  expect(await ask('nothing')).toMatchObject({ status: 404, error: { data: { code: 'NOT_FOUND' } } })
  for (const init of [{}, { method: 'POST' }]) {
    expect(await ask('conflict', init)).toMatchObject({ error: { message: 'Pedido malformado.' } })
  }
})

test('without a session a personal procedure says so', async () => {
  expect(await ask('mine')).toMatchObject({ status: 401, error: { data: { code: 'UNAUTHENTICATED' } } })
})

test('of superjson’s types a client may send dates, numbers without digits and left-out fields; no other is made', async () => {
  const send = async (json: unknown, values: unknown, extra: object = {}) => {
    const input = encodeURIComponent(JSON.stringify({ json, meta: { values, ...extra } }))
    return ask(`echo?input=${input}`)
  }
  expect(await send('2026-11-20T12:00:00.000Z', ['Date'])).toMatchObject({
    status: 200,
    text: expect.stringContaining('Date') as string,
  })
  expect(await send({ a: null }, { a: ['undefined'] })).toMatchObject({ status: 200 })
  const exotic = [
    'bigint',
    'regexp',
    'URL',
    'Error',
    'set',
    'map',
    ['symbol', 'x'],
    ['class', 'x'],
    ['custom', 'x'],
    ['typed-array', 'Uint8Array'],
  ]
  for (const type of exotic)
    for (const values of [[type], { a: [type] }, { a: [type, {}] }, { a: { b: [type] } }])
      expect([type, (await send({ a: '9' }, values)).status]).toEqual([type, 400])
  expect((await send({ a: 'x' }, { ['a.'.repeat(400)]: ['Date'] })).status).toBe(400)
  const shared = await send({ a: [1], b: [1] }, undefined, { referentialEqualities: { a: ['b'] } })
  expect(shared).toMatchObject({ status: 200 })
})

test('the session is looked at before the input', async () => {
  const input = encodeURIComponent(JSON.stringify({ json: 'a\0b' }))
  expect(await ask(`mine?input=${input}`)).toMatchObject({ status: 401 })
})
