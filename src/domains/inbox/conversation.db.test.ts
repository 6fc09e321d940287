import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { automatic, START, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { later } from '~/adapters/whatsapp/outcome'
import { closeLive, listenLive, notifyLive, type LiveMessage } from '~/kernel/live'
import { PRIORITY } from '~/domains/outbox/kinds'
import { applyAck } from '~/domains/outbox/service/acks'
import { optOut } from '~/domains/outbox/service/opt-out'
import { pausePending } from '~/domains/outbox/service/pause-pending'
import { cancelPending } from '~/domains/outbox/service/queue'

useDatabase()

const before = new Date(START.getTime() - 3_600_000)

test('conv-2 a campaign doesn’t move a conversation up; an answer of a member does, once the provider has accepted it', async () => {
  const w = await world({
    subjects: [subject()],
    outcomes: [later('ocupado', 60, 'message', 'O serviço está ocupado.')],
  })
  const conversation = () =>
    w.run(async (ctx) => {
      const { rows } = await ctx.sql.query<{ text: string; at: Date }>(
        'SELECT last_text AS text, last_message_at AS at FROM conversations WHERE contact_id = $1',
        [w.contact],
      )
      return rows[0]
    })
  await w.run((ctx) =>
    ctx.sql.query(
      `INSERT INTO conversations (empresa_id, connection_id, contact_id, last_text, last_message_at, last_inbound_at, created_at)
       VALUES ($1, $2, $3, 'Tem 37?', $4, $4, $4)`,
      [ctx.empresaId, w.connection, w.contact, before],
    ),
  )
  await w.queue('resposta', { kind: 'resposta', priority: PRIORITY.answer })
  expect(await w.send()).toBe('claimed')
  expect(await w.message('resposta')).toMatchObject({ state: 'pendente', code: 'ocupado' })
  await w.queue('carrinho', automatic())
  w.pass(5)
  expect(await w.send()).toBe('claimed')
  expect(await w.message('carrinho')).toMatchObject({ state: 'enviando' })
  expect(await conversation()).toEqual({ text: 'Tem 37?', at: before })
  w.pass(3600)
  for (let n = 0; n < 3; n++) await w.send()
  expect(await w.message('resposta')).toMatchObject({ state: 'enviando' })
  expect(await conversation()).toMatchObject({ text: 'Oi resposta', at: w.now.at })
})

test('msg-10 a change of many messages is published to open pages, and a cancellation is in the contact’s timeline', async () => {
  const w = await world({ subjects: [subject()] })
  const received: LiveMessage[] = []
  const stop = listenLive(w.empresaId, (message) => received.push(message))
  await vi.waitFor(async () => {
    await w.run((ctx) => notifyLive(ctx, w.empresaId, 'import', 'pronto'))
    expect(received).not.toEqual([])
  })
  const published = (id: string) =>
    vi.waitFor(() => expect(received).toContainEqual({ topic: 'message', id }), { timeout: 60_000 })
  const about = { subjectType: 'cart', subjectId: randomUUID() } as const
  const a = await w.queue('a', automatic(about))
  await w.run((ctx) => pausePending(ctx, about))
  await published(a)
  received.length = 0
  await w.run((ctx) => cancelPending(ctx, about, 'desligado', 'Desligado.'))
  await published(a)
  const b = await w.queue('b', automatic())
  await w.run((ctx) => optOut(ctx, w.contact, 'Escreveu “PARE”.'))
  await published(b)
  const c = await w.queue('c', { kind: 'resposta' })
  await w.send()
  received.length = 0
  w.pass(61)
  await w.send()
  const { provider, ...lost } = await w.message('c')
  expect(lost).toMatchObject({ state: 'incerta' })
  await published(c)
  received.length = 0
  const back = { type: 'ack', key: null, at: w.now.at, clientMessageId: null, status: 'failed' } as const
  const failure = later('131049', 60, 'message', 'A Meta adiou.')
  await w.run((ctx) => applyAck(ctx, w.connection, { ...back, providerMessageId: String(provider), failure }))
  expect(await w.message('c')).toMatchObject({ state: 'pendente' })
  await published(c)
  stop()
  await closeLive()
  const { rows } = await w.run((ctx) =>
    ctx.sql.query('SELECT decision, code FROM send_decisions WHERE contact_id = $1 ORDER BY code', [
      w.contact,
    ]),
  )
  expect(rows).toEqual([
    { decision: 'nao_enviar', code: 'desligado' },
    { decision: 'nao_enviar', code: 'pediu_para_parar' },
  ])
})
