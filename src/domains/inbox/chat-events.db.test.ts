import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { shop, waiting } from '../../../test/followups/shop'
import { useDatabase } from '../../../test/postgres/clone'
import { cloudConfig } from '~/adapters/whatsapp/cloud/config'
import { cloud } from '~/adapters/whatsapp/cloud/provider'
import { evolutionConfig } from '~/adapters/whatsapp/evolution/config'
import { evolution } from '~/adapters/whatsapp/evolution/provider'
import { makeCart } from '~/domains/carts/factory'
import { getConversation, readThread } from './service/list'
import { switchOn } from '~/domains/followups/factory'
import { processReceived } from './service/process'

useDatabase()

const JID = '5531987654321@s.whatsapp.net'
const settings = evolutionConfig.parse({
  provider: 'evolution',
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'chave-da-api',
  instance: 'loja',
  webhookSecret: 'segredo-dos-avisos',
})
type Row = Record<string, unknown>

/** A shop with an active follow-up, whose cart's contact a gateway reports on. */
async function world() {
  const of = await shop()
  const { run, unit, scope, connection } = of
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0)))
  of.at(1)
  await of.due()
  of.at(2)
  const open = () => evolution(settings, scope.now)
  /** Stores one delivery and processes it at once. */
  const deliver = (event: string, data: unknown) =>
    run(async (ctx) => {
      const eventId = randomUUID()
      await ctx.sql.query(
        `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, raw) VALUES ($1, $2, $3, $4, $5)`,
        [ctx.empresaId, connection, eventId, ctx.now, JSON.stringify({ event, instance: 'loja', data })],
      )
      await processReceived(ctx, connection, eventId, open)
    })
  let second = 0
  const says = (id: string, message: unknown, over: object = {}) =>
    deliver('messages.upsert', {
      key: { remoteJid: JID, fromMe: false, id },
      message,
      messageTimestamp: Math.floor(scope.now().getTime() / 1000) + second++,
      ...over,
    })
  const rows = (sql: string) => run(async (ctx) => (await ctx.sql.query<Row>(sql)).rows)
  const thread = async () => {
    const [conversation] = await rows('SELECT id FROM conversations')
    const id = String(conversation?.id)
    return unit(async (ctx) => ({
      ...(await readThread(ctx, { id, size: 50 })),
      lines: (await getConversation(ctx, id)).lines.map(({ text }) => text),
    }))
  }
  const optedOut = async () =>
    (await rows('SELECT 1 FROM contacts WHERE opted_out_at IS NOT NULL')).length === 1
  return { ...of, deliver, says, rows, thread, optedOut }
}

const edit = (of: string, text: string) => ({
  editedMessage: {
    message: {
      protocolMessage: { key: { id: of }, type: 'MESSAGE_EDIT', editedMessage: { conversation: text } },
    },
  },
})
const revoke = (of: string) => ({ protocolMessage: { key: { id: of }, type: 'REVOKE' } })
const react = (of: string, text: string) => ({ reactionMessage: { key: { id: of }, text } })

test('a notice that no contact wrote, a reaction, an edit, a call or a receipt neither answers nor stops a series', async () => {
  const w = await world()
  await w.says('N1', { protocolMessage: { type: 'EPHEMERAL_SETTING' } })
  await w.says('N2', { pinInChatMessage: { key: { id: 'X' } } })
  await w.says('N3', { albumMessage: { expectedImageCount: 2 } })
  await w.says('N4', {
    secretEncryptedMessage: { targetMessageKey: { id: 'X' }, secretEncType: 'MESSAGE_EDIT' },
  })
  await w.says('N5', undefined, { messageStubParameters: ['Message absent from node'] })
  await w.says('N6', react('X', '👍'))
  await w.says('N7', edit('X', 'quase'))
  await w.says('N8', revoke('X'))
  await w.says(
    'N9',
    { conversation: 'oi, grupo' },
    { key: { remoteJid: '1203@g.us', participant: JID, fromMe: false, id: 'N9' } },
  )
  await w.deliver('call', { id: 'C1', from: JID, status: 'offer' })
  await w.deliver('messages.update', { keyId: 'X', remoteJid: JID, fromMe: false, status: 'READ' })
  await w.deliver('messages.update', { keyId: 'X', fromMe: true, pollUpdates: [{}] })
  expect(await w.rows(`SELECT 1 FROM messages WHERE direction = 'in'`)).toEqual([])
  expect(await w.rows('SELECT 1 FROM conversations')).toEqual([])
  const kept = await w.rows(`SELECT kind, count(*)::int AS n FROM chat_events GROUP BY kind ORDER BY kind`)
  expect(kept).toEqual([
    { kind: 'apagada', n: 1 },
    { kind: 'aviso', n: 4 },
    { kind: 'edicao', n: 2 },
    { kind: 'ligacao', n: 1 },
    { kind: 'reacao', n: 1 },
  ])
  expect(await w.rows('SELECT error FROM whatsapp_events WHERE error IS NOT NULL')).toEqual([])
  expect(await w.due()).toMatchObject({ stopped: 0 })
})

test.each<[string, unknown]>([
  ['a text', { conversation: 'quero' }],
  ['a pressed button', { buttonsResponseMessage: { selectedButtonId: 'b', selectedDisplayText: 'Quero' } }],
  ['a voice message', { audioMessage: { ptt: true, mimetype: 'audio/ogg; codecs=opus' } }],
  ['a picture', { viewOnceMessageV2: { message: { imageMessage: { mimetype: 'image/jpeg' } } } }],
  ['a vote in a poll', { pollUpdateMessage: { vote: { selectedOptions: ['Azul'] } } }],
  ['a vote that only the phone can read', { pollUpdateMessage: { vote: { encPayload: 'x' } } }],
])('%s answers, once, and stops the series', async (_what, message) => {
  const w = await world()
  await w.says('A1', message)
  await w.says('A1', message)
  expect(await w.rows('SELECT unread, status FROM conversations')).toEqual([
    { unread: 1, status: 'aguardando' },
  ])
  expect(await w.due()).toMatchObject({ stopped: 1 })
})

test('a placeholder is replaced by the text under its id, also one that an older version stored; a SAIR in it counts', async () => {
  const w = await world()
  await w.says('P1', undefined)
  await w.says('P2', { conversation: 'oi' })
  expect((await w.thread()).lines).toEqual(['O cliente mandou algo que só o celular mostra'])
  await w.rows(`UPDATE messages SET body = '' WHERE provider_message_id = 'P2'`)
  await w.says('P2', { conversation: 'tem 37?' })
  await w.says('P1', { conversation: 'SAIR' })
  const { rows, lines } = await w.thread()
  expect(rows.filter(({ direction }) => direction === 'in').map(({ body }) => body)).toEqual(
    expect.arrayContaining(['SAIR', 'tem 37?']),
  )
  expect(lines).toEqual([])
  expect(await w.optedOut()).toBe(true)
})

const ORDERS: [string, number[]][] = [
  ['in order', [0, 1, 2, 3]],
  ['reaction and edit before the message', [2, 1, 0, 3]],
  ['revoke before everything', [3, 2, 1, 0]],
]
test.each(ORDERS)(
  'edits edit, revokes revoke, reactions refer to their message: %s',
  async (_order, order) => {
    const w = await world()
    const steps = [
      ['M1', { conversation: 'quero 2' }],
      ['M2', edit('M1', 'quero 3')],
      ['M3', react('M1', '❤️')],
      ['M4', revoke('M5')],
    ] as const
    const base = Math.floor(w.scope.now().getTime() / 1000)
    await w.says('M5', { conversation: 'engano' }, { messageTimestamp: base - 60 })
    for (const step of order) {
      const [id, message] = steps[step] ?? steps[0]
      await w.says(id, message, { messageTimestamp: base + step })
    }
    const { rows } = await w.thread()
    const incoming = rows.filter(({ direction }) => direction === 'in')
    expect(incoming).toMatchObject([
      { body: 'quero 3', revokedAt: null, reactions: [{ emoji: '❤️', mine: false }] },
      { body: null, media: null, editedAt: null, reactions: [] },
    ])
    expect(incoming.map(({ editedAt, revokedAt }) => [editedAt !== null, revokedAt !== null])).toEqual([
      [true, false],
      [false, true],
    ])
    expect(await w.rows('SELECT last_text FROM conversations')).toEqual([{ last_text: 'quero 3' }])
    await w.says('M6', react('M1', ''), { messageTimestamp: base + 10 })
    expect((await w.thread()).rows[0]?.reactions).toEqual([])
  },
)

test('an edit that comes before its message, and an older one that comes late', async () => {
  const w = await world()
  const base = Math.floor(w.scope.now().getTime() / 1000)
  await w.says('E2', edit('E0', 'segunda'), { messageTimestamp: base + 2 })
  await w.says('E0', { conversation: 'original' }, { messageTimestamp: base })
  await w.says('E1', edit('E0', 'primeira'), { messageTimestamp: base + 1 })
  expect((await w.thread()).rows[0]).toMatchObject({ body: 'segunda', editedAt: new Date((base + 2) * 1000) })
  await w.says('R1', revoke('E9'))
  await w.says('E9', { conversation: 'apagada antes' }, { messageTimestamp: base + 5 })
  expect(await w.rows('SELECT last_text FROM conversations')).toEqual([{ last_text: 'Mensagem apagada' }])
})

test('an opt-out counts in an edit, known message or not, and in the payload of a pressed button', async () => {
  const w = await world()
  await w.says('O1', edit('X', 'PARE'))
  expect(await w.optedOut()).toBe(true)
  const other = await world()
  await other.says('O1', {
    templateButtonReplyMessage: { selectedDisplayText: 'Não, obrigado', selectedId: 'PARAR' },
  })
  expect(await other.optedOut()).toBe(true)
})

test('a call is one line, whatever its outcome', async () => {
  const w = await world()
  await w.says('L1', { conversation: 'oi' })
  for (const status of ['offer', 'ringing', 'timeout'])
    await w.deliver('call', { id: 'C1', from: JID, status, isVideo: true, date: w.scope.now().toISOString() })
  expect((await w.thread()).lines).toEqual(['Ligação de vídeo perdida do cliente'])
  expect(await w.rows('SELECT unread FROM conversations')).toEqual([{ unread: 1 }])
})

test('a contact who asked WhatsApp itself for no more marketing has opted out, and nothing counts as an answer', async () => {
  const w = await world()
  const meta = cloudConfig.parse({
    provider: 'cloud',
    phoneNumberId: '10000',
    accessToken: 'token-de-acesso-da-loja',
    appSecret: 'segredo-do-aplicativo',
    verifyToken: 'segredo-da-verificacao',
  })
  const raw = {
    object: 'whatsapp_business_account',
    entry: [
      {
        changes: [
          {
            field: 'user_preferences',
            value: {
              metadata: { phone_number_id: '10000' },
              user_preferences: [{ wa_id: '5531987654321', value: 'stop', timestamp: 1795100395 }],
            },
          },
        ],
      },
    ],
  }
  await w.run(async (ctx) => {
    await ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, raw) VALUES ($1, $2, 'M1', $3, $4)`,
      [ctx.empresaId, w.connection, ctx.now, JSON.stringify(raw)],
    )
    await processReceived(ctx, w.connection, 'M1', () => cloud(meta))
  })
  expect(await w.optedOut()).toBe(true)
  expect(await w.rows(`SELECT 1 FROM messages WHERE direction = 'in'`)).toEqual([])
})

test('an option of a poll that asks to leave counts, also beside another', async () => {
  const w = await world()
  await w.says('E1', { pollUpdateMessage: { vote: { selectedOptions: ['Azul', 'Sair'] } } })
  expect(await w.optedOut()).toBe(true)
})
