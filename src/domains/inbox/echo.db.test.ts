import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { partyOf } from '~/adapters/whatsapp/identity'
import { messageIdFrom, notOnWhatsApp } from '~/adapters/whatsapp/outcome'
import type { Outcome } from '~/adapters/whatsapp/port'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeContact } from '~/domains/outbox/factory'
import { PRIORITY } from '~/domains/outbox/kinds'
import { moveMessage } from '~/domains/outbox/service/acks'
import { createConnection } from '~/domains/channels/service/connections'
import { claimNext } from '~/domains/outbox/service/dispatch/claim'
import { dispatchDeps } from '~/domains/outbox/service/dispatch/deps'
import { recordOutcome } from '~/domains/outbox/service/dispatch/record'
import { processReceived } from './service/process'
import { queueMessages } from '~/domains/outbox/service/queue'
import { receiveWebhook } from '~/domains/channels/service/receive'
import { subjectRegistry } from '~/domains/outbox/subjects'

useDatabase()

const START = new Date('2026-11-20T15:00:00Z')

/** A channel at WPPConnect, whose echoes say neither who wrote them nor, often, the phone. */
async function world() {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'teste', clock)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const rows = (sql: string) => run(async (ctx) => (await ctx.sql.query<Record<string, unknown>>(sql)).rows)
  const config = { baseUrl: 'https://wpp.example.com', secretKey: 'uma-chave-secreta', session: 'loja' }
  const { id: connection, token } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'Loja', provider: 'wppconnect', config }),
  )
  await rows(`UPDATE whatsapp_connections SET status = 'conectada'`)
  const contact = await run((ctx) => makeContact(ctx))
  const post = async (event: object) => {
    await receiveWebhook(
      token,
      new Headers(),
      Buffer.from(JSON.stringify({ session: 'loja', t: now.at.getTime() / 1000, type: 'chat', ...event })),
      clock,
    )
    await work()
  }
  const work = async () => {
    for (const { id } of await rows('SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL'))
      await run((ctx) => processReceived(ctx, connection, String(id)))
  }
  /** An event of an adapter that knows who wrote. */
  const receive = async (event: object) => {
    await run((ctx) =>
      ctx.sql.query(
        `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, events) VALUES ($1, $2, 'reported', $3, $4)`,
        [empresaId, connection, now.at, JSON.stringify([event])],
      ),
    )
    await work()
  }
  const echo = (to: string, body: string, id = 'ECO1') =>
    post({ event: 'onselfmessage', id: `true_${to}_${id}`, fromMe: true, to, body })
  const says = (body: string) => {
    const from = `${contact.phone.slice(1)}@c.us`
    return post({ event: 'onmessage', id: `false_${from}_IN1`, fromMe: false, from, body })
  }
  const queue = (body: string, contactId = contact.id, dedupeKey = 'a') =>
    run((ctx) =>
      queueMessages(ctx, [
        {
          dedupeKey,
          kind: 'manual',
          connectionId: connection,
          contactId,
          body,
          notBefore: now.at,
          priority: PRIORITY.byHand,
        },
      ]),
    )
  const deps = dispatchDeps(subjectRegistry([]), clock)
  /** Brings the message to the point where the provider has it and has not answered yet. */
  const claim = async () => {
    const taken = await claimNext(deps, empresaId, connection, 'w')
    if (taken.kind !== 'claimed') throw new Error('nothing to send')
    now.at = new Date(now.at.getTime() + 1000)
    return (outcome: Outcome) => recordOutcome(deps, taken.claimed, outcome)
  }
  const states = async () =>
    (await rows('SELECT state FROM messages ORDER BY created_at, direction')).map((one) => one.state)
  return { run, rows, connection, contact, echo, says, receive, queue, claim, states }
}

test('t-44 an echo under an unknown account belongs to the one contact that such a message is being sent to, with the account', async () => {
  const w = await world()
  await w.queue('Oi, tudo  bem?\n')
  const answered = await w.claim()
  await w.echo('77001@lid', 'Oi, tudo bem?')
  expect(await w.rows('SELECT state, provider_message_id AS id FROM messages')).toEqual([
    { state: 'enviada', id: 'ECO1' },
  ])
  expect(await w.rows('SELECT id, lid FROM contacts')).toEqual([{ id: w.contact.id, lid: '77001@lid' }])
  await answered({ kind: 'accepted', providerMessageId: 'ECO1' })
  expect(await w.rows('SELECT status FROM conversations')).toEqual([{ status: 'encerrada' }])
})

test('t-44 an account of another contact is not taken for the contact of a message with the same text', async () => {
  const w = await world()
  await w.queue('Oi')
  await w.claim()
  await w.rows(
    `INSERT INTO contacts (empresa_id, lid, created_at) SELECT empresa_id, '77002@lid', created_at FROM contacts`,
  )
  await w.echo('77002@lid', 'Oi')
  expect(await w.rows('SELECT count(*) AS n FROM contacts')).toEqual([{ n: 2 }])
  expect(await w.states()).toContain('enviando')
})

test('t-46 a message of ours that was taken for a member’s restores the conversation as it was', async () => {
  const w = await world()
  await w.says('tem 37?')
  expect(await w.rows('SELECT status, unread FROM conversations')).toEqual([
    { status: 'aguardando', unread: 1 },
  ])
  await w.rows(
    `UPDATE messages SET body = '', media = '{"kind":"image"}', created_at = created_at + interval '1 second'`,
  )
  await w.queue('Veja: https://loja.example.com')
  const answered = await w.claim()
  // The gateway rewrote the text, so that it can't be distinguished from one that was typed on the phone.
  await w.echo(`${w.contact.phone.slice(1)}@c.us`, 'Veja: loja.example.com (Loja)')
  expect(await w.rows('SELECT status, unread FROM conversations')).toEqual([
    { status: 'em_atendimento', unread: 0 },
  ])
  await answered({ kind: 'accepted', providerMessageId: 'ECO1' })
  expect(
    await w.rows('SELECT status, unread, last_human_at AS human, last_text AS text FROM conversations'),
  ).toEqual([{ status: 'aguardando', unread: 1, human: null, text: 'Foto' }])
  expect(await w.rows(`SELECT created_by AS by FROM messages WHERE created_by = 'Celular'`)).toEqual([])
})

test('t-46 a message that a member really wrote on the phone pauses automatic messages', async () => {
  const w = await world()
  await w.says('tem 37?')
  await w.echo(`${w.contact.phone.slice(1)}@c.us`, 'Tem sim!', 'A1')
  expect(await w.rows('SELECT status FROM conversations')).toEqual([{ status: 'em_atendimento' }])
})

test('t-46 what the phone’s owner typed settles no message of ours, even in the same words', async () => {
  const w = await world()
  await w.queue('Tem sim!')
  await w.claim()
  const digits = w.contact.phone.slice(1)
  await w.receive({
    ...{
      type: 'message',
      at: START,
      providerMessageId: 'A1',
      fromMe: true,
      source: 'app',
      text: 'Tem sim!',
      media: null,
    },
    chat: { kind: 'direct', party: partyOf([`${digits}@s.whatsapp.net`]) },
  })
  expect(await w.rows('SELECT state, created_by AS author FROM messages ORDER BY state')).toEqual([
    { state: 'enviada', author: 'Celular' },
    { state: 'enviando', author: 'teste' },
  ])
})

test('msg-7 the echo of a post settles it, by its id or by its text', async () => {
  const w = await world()
  const post = (key: string, body: string, client: string) =>
    w.rows(
      `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, address, body, state, client_message_id,
         not_before, created_by, created_at, updated_at)
       SELECT empresa_id, 'out', 'grupo', '${key}', id, '1@g.us', '${body}', 'incerta', '${client}', now(), 'x', '2026-11-20T15:00:00Z', '2026-11-20T15:00:00Z'
       FROM whatsapp_connections`,
    )
  await post('a', 'Promoção de hoje', 'c1')
  await post('b', 'Promoção de amanhã', 'c2')
  await w.echo('1@g.us', 'outro texto', messageIdFrom('c1'))
  await w.echo('1@g.us', 'Promoção de amanhã ', 'XYZ')
  expect(await w.states()).toEqual(['enviada', 'enviada'])
  await w.echo('1@g.us', 'escrito por uma pessoa', 'XYW')
  expect(await w.states()).toEqual(['enviada', 'enviada'])
})

test('ux-40 a report of the network about a post names the group or the status, not a phone', async () => {
  const w = await world()
  const reasons: unknown[] = []
  for (const kind of ['grupo', 'status', 'campanha']) {
    const [post] = await w.rows(
      `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, address, body, state, not_before, created_by,
         created_at, updated_at)
       SELECT empresa_id, 'out', '${kind}', '${kind}', id, 'x', 'Oi', 'enviada', now(), 'x', now(), now() FROM whatsapp_connections
       RETURNING id`,
    )
    const id = String(post?.id)
    await w.run((ctx) => moveMessage(ctx, id, 'failed', ctx.now, null, notOnWhatsApp('131026')))
    reasons.push((await w.rows(`SELECT state_reason AS why FROM messages WHERE id = '${id}'`))[0]?.why)
  }
  expect(reasons).toEqual([
    expect.stringContaining('Este grupo'),
    expect.stringContaining('no status'),
    'Este número não tem WhatsApp.',
  ])
})
