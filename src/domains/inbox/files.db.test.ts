import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { MAX_MEDIA_BYTES, mediaGone } from '~/adapters/whatsapp/media'
import type { MediaFile, WhatsAppProvider } from '~/adapters/whatsapp/port'
import { simulatorConfig } from '~/adapters/whatsapp/simulator/config'
import { phoneWebhook, type PhoneMessage } from '~/adapters/whatsapp/simulator/network'
import { AppError } from '~/kernel/errors'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeConnection, makeContact } from '~/domains/outbox/factory'
import { askFileAgain } from './service/files/ask-again'
import { fetchFile } from './service/files/fetch'
import { findFile, readFileBytes } from '~/domains/outbox/service/files/read'
import { openProvider } from '~/domains/channels/service/provider'
import { processReceived } from './service/process'
import { receiveWebhook, webhookHash } from '~/domains/channels/service/receive'
import { purgeMessaging } from '~/domains/outbox/service/retention'

useDatabase()

const START = new Date('2026-11-19T15:00:00Z')
const config = simulatorConfig.parse({ provider: 'simulator', secret: 'segredo-do-simulador' })
const PNG = Buffer.from('89504e470d0a1a0a00', 'hex')

async function world() {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'teste', clock)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const token = randomBytes(32).toString('base64url')
  const { connection, phone } = await run(async (ctx) => ({
    connection: await makeConnection(ctx, { webhookHash: webhookHash(token) }),
    phone: (await makeContact(ctx)).phone,
  }))
  /** A contact sends a file, and its delivery is processed. @returns the message's id. */
  const sends = async (over: Partial<PhoneMessage> = {}): Promise<string> => {
    const said = { messageId: 'F1', phone, text: '', sample: 'comprovante', at: now.at, ...over } as const
    const webhook = phoneWebhook(config, said)
    await receiveWebhook(token, new Headers(webhook.headers), Buffer.from(webhook.body), clock)
    return run(async (ctx) => {
      const { rows } = await ctx.sql.query<{ id: string }>(
        'SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL',
      )
      for (const { id } of rows) await processReceived(ctx, connection, id)
      const found = await ctx.sql.query<{ id: string }>(
        'SELECT id FROM messages WHERE provider_message_id = $1',
        [said.messageId],
      )
      return found.rows[0]?.id ?? ''
    })
  }
  const files = () =>
    run(async (ctx) => {
      const { rows } = await ctx.sql.query<Record<string, unknown>>(
        `SELECT message_id AS id, state, kind, mime_type AS type, file_name AS name, size, problem, attempts FROM message_files`,
      )
      return rows
    })
  const announced = () =>
    run(async (ctx) => {
      const { rows } = await ctx.sql.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM engine.events WHERE name = 'message.file-announced' AND data->>'empresaId' = $1`,
        [empresaId],
      )
      return rows[0]?.n
    })
  return { empresaId, scope, run, now, sends, files, announced }
}

/** A provider whose files are what `give` returns. */
const giving =
  (give: () => Promise<MediaFile>): typeof openProvider =>
  (...args) =>
    ({ ...openProvider(...args), fetchMedia: give }) satisfies WhatsAppProvider
const file = (over: Partial<MediaFile> = {}): MediaFile => ({
  bytes: PNG,
  mimeType: 'image/png',
  fileName: null,
  ...over,
})

test('t-43 a picture delivered twice is one file, requested once, and read as it was sent', async () => {
  const w = await world()
  const id = await w.sends()
  expect(await w.sends()).toBe(id)
  expect(await w.announced()).toBe(1)
  expect(await w.files()).toMatchObject([{ id, state: 'esperando', kind: 'image' }])
  await expect(w.run((ctx) => findFile(ctx, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await fetchFile(w.scope, id)
  let asked = 0
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.resolve(file({ bytes: Buffer.from([++asked]) }))),
  )
  expect(asked).toBe(0)
  const kept = await w.run((ctx) => findFile(ctx, id))
  expect(kept).toMatchObject({ mimeType: 'image/png', fileName: null })
  const head = await w.run((ctx) => readFileBytes(ctx, id, { first: 1, last: 3 }))
  expect(head.toString()).toBe('PNG')
})

test('a file that the shop sent from its phone is fetched too; a text and a location have no file', async () => {
  const w = await world()
  await w.sends({ messageId: 'F2', sample: 'documento', fromMe: true })
  const webhook = { messageId: 'T1', text: 'Oi' }
  await w.sends({ ...webhook, sample: undefined } as Partial<PhoneMessage>)
  expect(await w.files()).toMatchObject([
    { state: 'esperando', kind: 'document', name: 'Comprovante de PIX.pdf' },
  ])
})

test('a file that is too large is rejected for good, whether its announcement or its content says so', async () => {
  const w = await world()
  const rejected = { state: 'recusado', problem: expect.stringContaining('16 MB') as string, attempts: 1 }
  const id = await w.sends()
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.resolve(file({ bytes: Buffer.alloc(MAX_MEDIA_BYTES + 1) }))),
  )
  expect(await w.files()).toMatchObject([rejected])
  const other = await world()
  const announced = await other.sends()
  await other.run((ctx) =>
    ctx.sql.query(`UPDATE messages SET media = media || '{"size": 16777217}' WHERE id = $1`, [announced]),
  )
  let asked = 0
  await fetchFile(
    other.scope,
    announced,
    giving(() => Promise.resolve(file({ bytes: Buffer.from([++asked]) }))),
  )
  expect([asked, ...(await other.files())]).toMatchObject([0, rejected])
  await expect(withEmpresa(other.scope, (ctx) => askFileAgain(ctx, announced))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test.each(['text/html', 'image/svg+xml', 'application/x-msdownload', 'application/javascript', null])(
  'a file of type %s is rejected, however it was announced',
  async (mimeType) => {
    const w = await world()
    const id = await w.sends()
    await w.run((ctx) =>
      ctx.sql.query(`UPDATE messages SET media = jsonb_set(media, '{mimeType}', $2::jsonb) WHERE id = $1`, [
        id,
        JSON.stringify(mimeType),
      ]),
    )
    await fetchFile(
      w.scope,
      id,
      giving(() => Promise.resolve(file({ mimeType }))),
    )
    expect(await w.files()).toMatchObject([
      { state: 'recusado', type: null, problem: expect.stringContaining('segurança') as string },
    ])
  },
)

test('a name is stored without characters that are invisible or can’t be stored', async () => {
  const w = await world()
  const id = await w.sends()
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.resolve(file({ fileName: ' nota\u202efdp.exe\0\ud800 ' }))),
  )
  expect(await w.files()).toMatchObject([{ state: 'guardado', name: 'notafdp.exe' }])
})

test('an unavailable provider is asked again with growing gaps; then the file is here and no problem is left', async () => {
  const w = await world()
  const id = await w.sends()
  const away = giving(() => Promise.reject(new AppError('SOURCE_UNAVAILABLE', 'O serviço não respondeu.')))
  const waits: unknown[] = []
  for (let n = 0; n < 3; n++)
    await fetchFile(w.scope, id, away).catch((error: unknown) => {
      waits.push((error as AppError).details.retryAfterSeconds)
    })
  expect(waits).toEqual([10, 30, 60])
  expect(await w.files()).toMatchObject([
    { state: 'esperando', problem: 'O serviço não respondeu.', attempts: 3 },
  ])
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.resolve(file())),
  )
  expect(await w.files()).toMatchObject([{ state: 'guardado', problem: null, size: PNG.length }])
})

test('an address of a gateway that is not allowed doesn’t reject the file: a user corrects it and retries', async () => {
  const w = await world()
  const id = await w.sends()
  const inner = new AppError('BAD_INPUT', 'O endereço é de rede interna.')
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.reject(inner)),
  )
  expect(await w.files()).toMatchObject([{ state: 'falhou', problem: inner.message }])
  await withEmpresa(w.scope, (ctx) => askFileAgain(ctx, id))
})

test('the file is given up after an hour; a user may retry once more while the provider may have it', async () => {
  const w = await world()
  const id = await w.sends()
  const away = giving(() => Promise.reject(new Error('bug')))
  for (let n = 0; n < 6; n++) await fetchFile(w.scope, id, away).catch(() => undefined)
  expect(await w.files()).toMatchObject([
    { state: 'falhou', attempts: 6, problem: expect.stringContaining('Algo falhou') as string },
  ])
  await withEmpresa(w.scope, (ctx) => askFileAgain(ctx, id))
  expect([await w.announced(), ...(await w.files())]).toMatchObject([2, { state: 'esperando', attempts: 0 }])
  const again = withEmpresa(w.scope, (ctx) => askFileAgain(ctx, id))
  await expect(again).rejects.toMatchObject({ code: 'CONFLICT' })
  await fetchFile(
    w.scope,
    id,
    giving(() => Promise.reject(mediaGone())),
  )
  expect(await w.files()).toMatchObject([
    { state: 'falhou', problem: expect.stringContaining('Peça') as string },
  ])
  w.now.at = new Date(START.getTime() + 31 * 86_400_000)
  await expect(withEmpresa(w.scope, (ctx) => askFileAgain(ctx, id))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('t-63 another empresa can neither find, read, fetch nor request it', async () => {
  const [own, other] = [await world(), await world()]
  const id = await own.sends()
  await fetchFile(other.scope, id)
  expect(await own.files()).toMatchObject([{ state: 'esperando' }])
  await fetchFile(own.scope, id)
  const missing = { code: 'NOT_FOUND' }
  await expect(other.run((ctx) => findFile(ctx, id))).rejects.toMatchObject(missing)
  await expect(other.run((ctx) => readFileBytes(ctx, id, { first: 0, last: 9 }))).rejects.toMatchObject(
    missing,
  )
  await expect(withEmpresa(other.scope, (ctx) => askFileAgain(ctx, id))).rejects.toMatchObject(missing)
  expect(await own.files()).toMatchObject([{ state: 'guardado' }])
})

test('after a year the bytes are deleted, and the message still says that there was a file', async () => {
  const w = await world()
  const id = await w.sends()
  await fetchFile(w.scope, id)
  w.now.at = new Date(START.getTime() + 364 * 86_400_000)
  await w.run(purgeMessaging)
  expect(await w.files()).toMatchObject([{ state: 'guardado' }])
  w.now.at = new Date(START.getTime() + 366 * 86_400_000)
  await w.run(purgeMessaging)
  expect(await w.files()).toMatchObject([{ id, state: 'apagado', kind: 'image' }])
})
