import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { useGateway } from '../../../test/whatsapp/gateway'
import { hmacHex } from '~/adapters/whatsapp/webhook'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { makeEmpresa, makeUser } from '~/domains/access/factory'
import { createEmpresa, updateSettings } from '~/domains/empresas/service/empresa'
import { makeConnection } from '~/domains/outbox/factory'
import { PROVIDER_NAMES } from './providers'
import { listConnections } from './service/connection-list'
import {
  configureConnection,
  createConnection,
  removeConnection,
  renewWebhook,
  webhookToken,
} from './service/connections'
import { receiveWebhook } from './service/receive'
import { connect, webhookUrl } from './service/session'
import { PROVIDER_FORMS } from './ui/providers'

useDatabase()
const gateway = useGateway('waha')
const meta = useGateway('meta')

const NOW = new Date('2026-11-20T15:00:00Z')
const clock = () => NOW

async function world() {
  const { id: empresaId } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'teste', clock)
  const rows = (sql: string) =>
    withEmpresaSql(scope, async (ctx) => (await ctx.sql.query<Record<string, unknown>>(sql)).rows)
  return { scope, rows }
}

/** What a user types into a form, by the field's name. */
const TYPED: Record<string, string> = {
  baseUrl: 'https://servico.example.com',
  apiKey: 'uma-chave-da-api',
  secretKey: 'uma-chave-secreta',
  phoneNumberId: '106540352242922',
  accessToken: 'EAAG-um-token-de-teste-longo',
  appSecret: 'app-secret-1234567',
  verifyToken: 'palavra-combinada',
}
const typed = (provider: (typeof PROVIDER_NAMES)[number]) =>
  Object.fromEntries(
    PROVIDER_FORMS[provider].fields.map(({ name, initial }) => [name, initial ?? TYPED[name]]),
  )

test.each(PROVIDER_NAMES)(
  'msg-5 the fields of the form of %s are enough to create the channel',
  async (provider) => {
    const { scope } = await world()
    const made = await withEmpresa(scope, (ctx) =>
      createConnection(ctx, { name: 'Loja', provider, config: typed(provider) }),
    )
    expect(await withEmpresa(scope, (ctx) => webhookToken(ctx, made.id))).toBe(made.token)
  },
)

test('wrong settings are rejected with their field and the reason, not as an internal error', async () => {
  const { scope } = await world()
  const rejection = {
    code: 'BAD_INPUT',
    message: expect.stringMatching(/^Informe só o endereço/) as string,
    details: { fields: [{ field: 'config.baseUrl' }] },
  }
  const wrong = { ...typed('waha'), baseUrl: 'https://ana:senha@servico.example.com' }
  const create = (config: Record<string, unknown>) =>
    withEmpresa(scope, (ctx) => createConnection(ctx, { name: 'WAHA', provider: 'waha', config }))
  await expect(create(wrong)).rejects.toMatchObject(rejection)
  const { id } = await create(typed('waha'))
  const { baseUrl } = wrong
  await expect(
    withEmpresa(scope, (ctx) => configureConnection(ctx, { id, name: 'WAHA', config: { baseUrl } })),
  ).rejects.toMatchObject(rejection)
})

test('in the demonstration no real phone can be connected: its customers are made up, their phones may not be', async () => {
  const { id } = await createEmpresa(
    { slug: 'demonstracao', name: 'Loja' },
    { settings: { demonstration: true } },
  )
  const scope = systemScope(id, 'teste', clock)
  await withEmpresa(scope, (ctx) => updateSettings(ctx, { name: 'Outra' }))
  for (const provider of PROVIDER_NAMES) {
    const made = withEmpresa(scope, (ctx) =>
      createConnection(ctx, { name: provider, provider, config: typed(provider) }),
    )
    if (provider === 'simulator') await made
    else await expect(made, provider).rejects.toThrow(/são inventados/)
  }
})

const cloudSays = (body: string, secret: string) =>
  [
    new Headers({ 'x-hub-signature-256': `sha256=${hmacHex('sha256', secret, Buffer.from(body))}` }),
    Buffer.from(body),
  ] as const

test('msg-5 the address pasted at Meta goes on working once the channel is connected', async () => {
  const { scope, rows } = await world()
  const settings = { ...typed('cloud'), baseUrl: meta.url() }
  const { id, token } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'Oficial', provider: 'cloud', config: settings }),
  )
  meta.on('GET /v23.0/106540352242922', { json: { display_phone_number: '+55 31 98765-4321' } })
  await connect(scope, { id })
  await connect(scope, { id })
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: '106540352242922' },
              statuses: [{ id: 'wamid.1', status: 'read', timestamp: '1795180000' }],
            },
          },
        ],
      },
    ],
  })
  await receiveWebhook(token, ...cloudSays(body, 'app-secret-1234567'), clock)
  expect(await rows('SELECT 1 FROM whatsapp_events')).toHaveLength(1)
})

test('a gateway that is unavailable while connecting is not left posting to a dead address', async () => {
  const { scope } = await world()
  const settings = { ...typed('waha'), baseUrl: gateway.url(), session: 'loja' }
  const { id, token } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'WAHA', provider: 'waha', config: settings }),
  )
  gateway.on('GET /api/sessions/loja', { status: 502 })
  await expect(connect(scope, { id })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  expect(await withEmpresa(scope, (ctx) => webhookToken(ctx, id))).toBe(token)
  // Once it is back, a session that has our address already is left unchanged: a change would restart it.
  gateway.on('GET /api/sessions/loja', {
    json: { name: 'loja', status: 'WORKING', config: { webhooks: [{ url: webhookUrl(token) }] } },
  })
  gateway.on('POST /api/sessions/loja/start', { status: 201 })
  await connect(scope, { id })
  expect(gateway.seen.map((one) => one.method)).not.toContain('PUT')
  // Signed with an old key, each delivery would be rejected.
  gateway.on('GET /api/sessions/loja', {
    json: {
      name: 'loja',
      status: 'WORKING',
      config: { webhooks: [{ url: webhookUrl(token), hmac: { key: 'de-outra-vez' } }] },
    },
  })
  gateway.on('PUT /api/sessions/loja', { json: {} })
  await connect(scope, { id })
  expect(gateway.seen.map((one) => one.method)).toContain('PUT')
  const renewed = await withEmpresa(scope, (ctx) => renewWebhook(ctx, id))
  expect(renewed).not.toBe(token)
  expect(await withEmpresa(scope, (ctx) => webhookToken(ctx, id))).toBe(renewed)
})

test('t-42 after a change of address the new one does not get the secrets of the old one', async () => {
  const { scope } = await world()
  const { id } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'WAHA', provider: 'waha', config: typed('waha') }),
  )
  const change = (config: Record<string, unknown>) =>
    withEmpresa(scope, (ctx) => configureConnection(ctx, { id, name: 'WAHA', config }))
  await change({ engine: 'NOWEB' })
  await expect(change({ baseUrl: 'https://de-outro.example.com' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
  await expect(change({ session: 'outra' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await change({ baseUrl: 'https://de-outro.example.com', apiKey: 'a-chave-de-la' })
})

test('only a member who may connect a channel sees its pairing code', async () => {
  const { scope } = await world()
  await withEmpresaSql(scope, async (ctx) => {
    const id = await makeConnection(ctx)
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET status = 'qr', qr = '2@segredo', pairing_code = 'ABCD', code_expires_at = $2
       WHERE id = $1`,
      [id, new Date(NOW.getTime() + 30_000)],
    )
  })
  const seenBy = async (role: 'owner' | 'admin' | 'operator' | 'viewer') => {
    const member: EmpresaScope = {
      ...scope,
      actor: { kind: 'user', userId: randomUUID(), name: 'Ana', role },
    }
    const [one] = await withEmpresa(member, listConnections)
    return [one?.qr, one?.pairingCode]
  }
  expect(await seenBy('admin')).toEqual(['2@segredo', 'ABCD'])
  expect(await seenBy('operator')).toEqual([null, null])
  expect(await seenBy('viewer')).toEqual([null, null])
})

test('two pages opened at once find one simulator, which is not attributed to the user who only looked', async () => {
  const { scope: given } = await world()
  const scope: EmpresaScope = {
    ...given,
    actor: { kind: 'user', userId: (await makeUser()).id, name: 'Vera', role: 'viewer' },
  }
  const lists = await Promise.all([1, 2, 3, 4].map(() => withEmpresa(scope, listConnections)))
  expect(new Set(lists.flat().map((one) => one.id)).size).toBe(1)
  const made = await withEmpresa(scope, (ctx) =>
    ctx.db.auditEntry.findMany({
      where: { empresaId: ctx.empresaId, action: 'whatsapp.created' },
      select: { actor: true, userId: true },
    }),
  )
  expect(made).toEqual([{ actor: 'Retoma', userId: null }])
})

test('a channel that is connected, or has planned messages, is not deleted; one that nothing uses is', async () => {
  const { scope, rows } = await world()
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope, work)
  const config = { baseUrl: gateway.url(), apiKey: 'chave-da-api', session: 'loja', engine: 'GOWS' }
  const { id } = await unit((ctx) => createConnection(ctx, { name: 'Loja', provider: 'waha', config }))
  const remove = () => unit((ctx) => removeConnection(ctx, id))
  await rows(`UPDATE whatsapp_connections SET status = 'conectada'`)
  await expect(remove()).rejects.toThrow('Desconecte')
  await rows(`UPDATE whatsapp_connections SET status = 'desconectada'`)
  const post = await unit((ctx) =>
    ctx.db.scheduledPost.create({
      data: {
        ...{ empresaId: ctx.empresaId, connectionId: id, target: 'status', address: 'status', body: 'Oi!' },
        ...{ times: ['10:00'], weekdays: [1], hadUntil: NOW, createdAt: NOW },
      },
      select: { id: true },
    }),
  )
  await expect(remove()).rejects.toThrow('publicações')
  await unit((ctx) => ctx.db.scheduledPost.deleteMany({ where: { empresaId: ctx.empresaId, id: post.id } }))
  await remove()
  expect(await rows('SELECT id FROM whatsapp_connections')).toEqual([])
})
