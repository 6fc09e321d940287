import { randomBytes } from 'node:crypto'
import { NextRequest } from 'next/server'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../../../../test/postgres/clone'
import { simulatorConfig } from '../../../../../adapters/whatsapp/simulator/config'
import { phoneWebhook } from '../../../../../adapters/whatsapp/simulator/network'
import { makeEmpresa } from '../../../../../domains/access/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { createConnection } from '~/domains/channels/service/connections'
import { webhookHash } from '~/domains/channels/service/receive'
import { database } from '../../../../../kernel/db'
import { systemScope, withEmpresa, withEmpresaSql } from '../../../../../kernel/tenancy/unit'
import { GET, POST } from './route'

useDatabase()

const config = simulatorConfig.parse({ provider: 'simulator', secret: 'segredo-do-simulador' })
const said = phoneWebhook(config, {
  messageId: 'A',
  phone: '+5531987654321',
  text: 'oi',
  at: new Date('2026-11-20T15:00:00Z'),
})

async function post(token: string, body: string, headers: Record<string, string>): Promise<number> {
  const request = new NextRequest(`http://localhost/api/webhooks/whatsapp/${token}`, {
    method: 'POST',
    body,
    headers,
  })
  return (await POST(request, { params: Promise.resolve({ token }) })).status
}

test('a webhook is stored before it is answered, once; another address or signature learns nothing', async () => {
  const token = randomBytes(32).toString('base64url')
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste')
  await withEmpresaSql(scope, (ctx) => makeConnection(ctx, { webhookHash: webhookHash(token) }))
  expect([await post(token, said.body, said.headers), await post(token, said.body, said.headers)]).toEqual([
    200, 200,
  ])
  const { rows } = await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query('SELECT event_id, processed_at FROM whatsapp_events'),
  )
  expect(rows).toHaveLength(1)
  const events = await database().pool.query<{ data: unknown }>(
    `SELECT data FROM engine.events WHERE name = 'whatsapp.received'`,
  )
  expect(events.rows).toMatchObject([{ data: { empresaId: id } }])
  expect(await post(token, `${said.body} `, said.headers)).toBe(403)
  expect(await post('a'.repeat(43), said.body, said.headers)).toBe(404)
  expect(await post(token, 'x'.repeat(6 * 1024 * 1024), said.headers)).toBe(413)
  const challenge = new NextRequest(`http://localhost/api/webhooks/whatsapp/${token}?hub.challenge=1`)
  expect((await GET(challenge, { params: Promise.resolve({ token }) })).status).toBe(403)
})

test('a service that puts files into its deliveries may post large ones, and the files are not kept', async () => {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste')
  const config = { baseUrl: 'https://wpp.example.com', secretKey: 'uma-chave-secreta', session: 'loja' }
  const { token } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'WPP', provider: 'wppconnect', config }),
  )
  const photo = (bytes: number) =>
    JSON.stringify({
      event: 'onmessage',
      session: 'loja',
      id: 'false_5511987654321@c.us_A1',
      from: '5511987654321@c.us',
      type: 'image',
      mimetype: 'image/jpeg',
      caption: 'olha esta',
      body: 'A'.repeat(bytes),
    })
  expect(await post(token, photo(12 * 1024 * 1024), {})).toBe(200)
  expect(await post(token, photo(33 * 1024 * 1024), {})).toBe(413)
  const { rows } = await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query<{ raw: string }>('SELECT raw FROM whatsapp_events'),
  )
  expect(rows.map(({ raw }) => [raw.includes('olha esta'), raw.length < 1000])).toEqual([[true, true]])
})
