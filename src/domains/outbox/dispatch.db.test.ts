import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { automatic, START, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { later, notOnWhatsApp, reachOutLock, unknown } from '~/adapters/whatsapp/outcome'
import { makeContact } from './factory'
import { PRIORITY } from './kinds'
import { claimNext } from './service/dispatch/claim'
import { serveRound } from './service/dispatch/loop'
import { recordOutcome } from './service/dispatch/record'
import { dispatchOne } from './service/dispatch/send'
import type { Subject } from './subjects'

useDatabase()

test('t-41 an accepted message is not sent: it waits for WhatsApp, and is uncertain after 60 seconds without it', async () => {
  const w = await world()
  await w.queue('a')
  expect(await w.send()).toBe('claimed')
  expect(await w.message('a')).toMatchObject({
    state: 'enviando',
    attempts: 1,
    provider: expect.stringContaining('3EB0') as string,
  })
  expect(w.store.copies).toHaveLength(1)
  w.pass(59)
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'enviando' })
  w.pass(2)
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'incerta', code: 'sem_confirmacao' })
  w.pass(86_400)
  expect(await w.send()).toBe('idle')
  expect(w.store.copies).toHaveLength(1)
})

test('t-40 a crash between claim and outcome: the message is uncertain and never sent again by itself', async () => {
  const w = await world()
  await w.queue('a')
  const claim = await claimNext(w.deps, w.empresaId, w.connection, 'dead')
  expect(claim.kind).toBe('claimed')
  w.pass(30)
  expect(await w.send()).toBe('idle')
  w.pass(61)
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'incerta', code: 'sem_resposta', attempts: 1 })
  for (let n = 0; n < 5; n++) {
    w.pass(3600)
    expect(await w.send()).toBe('idle')
  }
  expect(w.store.copies).toEqual([])
})

test('t-40 two dispatchers on one database: every message once, however they interleave', async () => {
  const w = await world({ dailyCap: 100_000 })
  const contacts = await w.run(async (ctx) => Promise.all(Array.from({ length: 1 }, () => makeContact(ctx))))
  for (let n = 0; n < 30; n++) await w.queue(`m${String(n)}`, { contactId: contacts[0]?.id ?? null })
  const other = { ...w.deps }
  for (let round = 0; round < 60 && w.store.copies.length < 30; round++) {
    await Promise.all([
      serveRound(w.deps, 'um'),
      serveRound(other, 'dois'),
      dispatchOne(other, w.empresaId, w.connection, 'tres'),
    ])
    w.pass(2)
  }
  const texts = w.store.copies.map((copy) => (copy.content.kind === 'text' ? copy.content.text : ''))
  expect(new Set(texts).size).toBe(30)
  expect(texts).toHaveLength(30)
})

test('the gap between two messages and the daily cap are respected', async () => {
  const w = await world({ dailyCap: 2 })
  for (const key of ['a', 'b', 'c']) await w.queue(key)
  expect(await w.send()).toBe('claimed')
  expect(await w.send()).toBe('idle')
  w.pass(1)
  expect(await w.send()).toBe('claimed')
  w.pass(10)
  expect(await w.send()).toBe('idle')
  const { rows } = await w.run((ctx) => ctx.sql.query('SELECT decision, code, reason FROM send_decisions'))
  expect(rows).toEqual([
    {
      decision: 'adiar',
      code: 'limite_diario',
      reason: expect.stringContaining('2 mensagens hoje') as string,
    },
  ])
  w.pass(86_400)
  expect(await w.send()).toBe('claimed')
})

test('t-29 what is sent is rendered from today’s template and values', async () => {
  let price = 'R$ 10,00'
  const w = await world({ subjects: [subject({ variables: () => Promise.resolve({ valor: price }) })] })
  const template = await w.run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      `INSERT INTO message_templates (empresa_id, kind, name, body, created_at, updated_at) VALUES ($1, 'livre', 't', 'velho', $2, $2) RETURNING id`,
      [ctx.empresaId, START],
    )
    return rows[0]?.id ?? ''
  })
  await w.queue('a', automatic({ templateId: template, body: null }))
  price = 'R$ 12,00'
  await w.run((ctx) =>
    ctx.sql.query(`UPDATE message_templates SET body = 'Oi, {nome}: {valor}' WHERE id = $1`, [template]),
  )
  await w.send()
  expect(await w.message('a')).toMatchObject({
    body: 'Oi, Ana: R$ 12,00',
    conversation: expect.any(String) as string,
  })
})

test('t-26 a message with an unresolved variable is cancelled and names it, not sent', async () => {
  const w = await world({ subjects: [subject({ variables: () => Promise.resolve({ valor: null }) })] })
  const template = await w.run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      `INSERT INTO message_templates (empresa_id, kind, name, body, created_at, updated_at) VALUES ($1, 'livre', 't', '{nome}: {valor}, {pix}', $2, $2) RETURNING id`,
      [ctx.empresaId, START],
    )
    return rows[0]?.id ?? ''
  })
  await w.queue('a', automatic({ templateId: template, body: null }))
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'variavel_sem_valor', attempts: 0 })
  const { rows } = await w.run((ctx) =>
    ctx.sql.query<{ reason: string }>('SELECT reason FROM send_decisions'),
  )
  expect(rows.map((row) => row.reason)).toEqual([expect.stringContaining('{valor}, {pix}') as string])
})

test.each<[string, Subject[]]>([
  ['throws', [subject({ check: () => Promise.reject(new Error('no connection')) })]],
  [
    'breaks its statement',
    [subject({ check: async (ctx) => ctx.sql.query('SELECT nothing').then(() => ({ kind: 'ok' })) })],
  ],
  ['has no owner', []],
])('t-27 a check that %s means not sent', async (_, subjects) => {
  const w = await world({ subjects })
  await w.queue('a', automatic())
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'pendente', code: 'conferencia_falhou', attempts: 0 })
  expect(w.store.copies).toEqual([])
})

test('t-27 an automatic message without a subject is never sent', async () => {
  const w = await world()
  await w.queue('a', { kind: 'campanha' })
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'sem_assunto' })
})

test('t-29 a customer who bought since gets nothing', async () => {
  const w = await world({
    subjects: [
      subject({ check: () => Promise.resolve({ kind: 'cancel', code: 'comprou', reason: 'Já comprou.' }) }),
    ],
  })
  await w.queue('a', automatic())
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'comprou' })
})

test('t-45 a final error is never retried; an error about a new contact stops new conversations, not known ones', async () => {
  const w = await world({ outcomes: [notOnWhatsApp('131026')], subjects: [subject()] })
  await w.queue('a')
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'falhou', code: '131026' })
  w.pass(86_400)
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ attempts: 1 })
  const v = await world({ outcomes: [reachOutLock()] })
  await v.queue('b')
  await v.send()
  expect(await v.message('b')).toMatchObject({ state: 'falhou', code: '463' })
  await v.queue('c')
  v.pass(2)
  expect(await v.send()).toBe('idle')
  expect(await v.message('c')).toMatchObject({ state: 'pendente', code: 'conta_limitada', attempts: 0 })
  await v.run((ctx) => ctx.sql.query('UPDATE conversations SET last_inbound_at = $1', [START]))
  await v.queue('d')
  v.pass(2)
  expect(await v.send()).toBe('claimed')
})

test('t-45 131049 waits a day; a transient error is retried with growing gaps, then fails', async () => {
  const w = await world({
    outcomes: [
      later('131049', 86_400, 'message', 'A Meta adiou.'),
      ...Array.from({ length: 8 }, () => later('ocupado', 1, 'message', 'Ocupado.')),
    ],
  })
  await w.queue('a')
  await w.send()
  const first = await w.message('a')
  expect(first).toMatchObject({ state: 'pendente', code: '131049' })
  expect((first.notBefore as Date).getTime() - START.getTime()).toBeGreaterThanOrEqual(86_400_000)
  const waits: number[] = []
  for (let n = 2; n <= 8; n++) {
    const { notBefore } = await w.message('a')
    w.now.at = notBefore as Date
    expect(await w.send()).toBe('claimed')
    const after = await w.message('a')
    if (after.state === 'pendente') waits.push((after.notBefore as Date).getTime() - w.now.at.getTime())
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(await w.message('a')).toMatchObject({ state: 'falhou', attempts: 8 })
})

test('ambition 12 a channel that no contact answers begins no conversations of a campaign, and few others', async () => {
  const w = await world({ subjects: [subject()] })
  await w.run(async (ctx) => {
    await ctx.sql.query(
      `WITH people AS (
         INSERT INTO contacts (empresa_id, phone, phone_key, created_at)
         SELECT $1::uuid, '+55119700000' || n, '119700000' || n, $3::timestamptz FROM generate_series(10, 59) AS n RETURNING id
       ), talks AS (
         INSERT INTO conversations (empresa_id, connection_id, contact_id, last_message_at, created_at)
         SELECT $1, $2::uuid, id, $3, $3 FROM people RETURNING id, contact_id
       )
       INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, conversation_id, body, state, not_before,
         created_by, created_at, updated_at)
       SELECT $1, 'out', 'campanha', id::text, $2, contact_id, id, 'Oi', 'enviada', $3, 'x', $3, $3 FROM talks`,
      [ctx.empresaId, w.connection, new Date(START.getTime() - 86_400_000)],
    )
    await ctx.sql.query("UPDATE whatsapp_connections SET new_contacts_today = 20, counted_day = '2026-11-19'")
  })
  await w.queue('campanha', { ...automatic(), kind: 'campanha', priority: PRIORITY.campaign })
  await w.queue('carrinho', automatic())
  expect(await w.send()).toBe('idle')
  expect(await w.message('carrinho')).toMatchObject({ state: 'pendente', code: 'aquecimento' })
  expect(await w.message('campanha')).toMatchObject({ state: 'pendente', code: 'risco_de_bloqueio' })
  await w.queue('pessoa')
  expect(await w.send()).toBe('claimed')
})

test('an unknown outcome is uncertain', async () => {
  const w = await world({ outcomes: [unknown('sem-resposta', 'Sem resposta.')] })
  await w.queue('a')
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'incerta', code: 'sem-resposta' })
})

test('answers go before campaigns, and a long queue hides no other message', async () => {
  const w = await world({ subjects: [subject()] })
  for (let n = 0; n < 5; n++)
    await w.queue(`f${String(n)}`, { ...automatic(), notBefore: new Date(START.getTime() + 86_400_000) })
  await w.queue('campanha', {
    kind: 'campanha',
    subjectType: 'cart',
    subjectId: randomUUID(),
    priority: PRIORITY.campaign,
  })
  await w.queue('resposta', { kind: 'resposta', priority: PRIORITY.answer })
  await w.send()
  expect(await w.message('resposta')).toMatchObject({ state: 'enviando' })
})

test('quiet hours move a message to the contact’s own morning, and say so once', async () => {
  const w = await world({ subjects: [subject()] })
  w.now.at = new Date('2026-11-19T23:30:00Z')
  await w.queue('a', automatic())
  await w.send()
  expect(await w.message('a')).toMatchObject({
    state: 'pendente',
    code: 'horario',
    notBefore: new Date('2026-11-20T13:00:00Z'),
  })
  w.now.at = new Date('2026-11-20T13:00:00Z')
  expect(await w.send()).toBe('claimed')
})

test('a campaign of one empresa doesn’t delay another one: each due channel is served once a round', async () => {
  const [busy, quiet] = [await world({ subjects: [subject()] }), await world()]
  for (let n = 0; n < 10; n++)
    await busy.queue(`c${String(n)}`, {
      kind: 'campanha',
      subjectType: 'cart',
      subjectId: randomUUID(),
      priority: PRIORITY.campaign,
    })
  await quiet.queue('a')
  await serveRound({ ...quiet.deps, subjects: busy.deps.subjects }, 'w', 1)
  expect(await quiet.message('a')).toMatchObject({ state: 'enviando' })
  expect(busy.store.copies).toHaveLength(0)
  expect(
    (await busy.run((ctx) => ctx.sql.query("SELECT 1 FROM messages WHERE state = 'enviando'"))).rowCount,
  ).toBe(1)
})

test('a ban pauses the channel and notifies the empresa; the rest waits', async () => {
  const w = await world({ script: { scripted: [{ contains: 'Oi a', fate: 'ban' }] } })
  await w.queue('a')
  await w.send()
  await w.queue('b')
  w.pass(5)
  expect(await w.send()).toBe('idle')
  expect(await w.message('b')).toMatchObject({ state: 'pendente', attempts: 0 })
  const { rows } = await w.run((ctx) => ctx.sql.query<{ title: string }>('SELECT title FROM notifications'))
  expect(rows).toEqual([{ title: expect.stringContaining('foi pausado') as string }])
})

test('t-40 an answer that comes after the claim ended and a user ordered a retry stops that retry', async () => {
  const w = await world()
  await w.queue('a')
  const claim = await claimNext(w.deps, w.empresaId, w.connection, 'slow')
  if (claim.kind !== 'claimed') throw new Error('nothing claimed')
  w.pass(120)
  await w.send()
  expect(await w.message('a')).toMatchObject({ state: 'incerta' })
  await w.run((ctx) => ctx.sql.query("UPDATE messages SET state = 'pendente', not_before = $1", [w.now.at]))
  await recordOutcome(w.deps, claim.claimed, { kind: 'accepted', providerMessageId: 'X' })
  expect(await w.message('a')).toMatchObject({ state: 'enviando', provider: 'X' })
  w.pass(10)
  expect(await w.send()).toBe('idle')
  expect(w.store.copies).toEqual([])
})
