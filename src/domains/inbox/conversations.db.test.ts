import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa, makeMember, makeUser } from '~/domains/access/factory'
import { makeCart } from '~/domains/carts/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { makeLead } from '~/domains/leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { optOut } from '~/domains/outbox/service/opt-out'
import { listMessages } from '~/domains/outbox/service/message-log'
import { labelNames } from '~/domains/channels/service/labels'
import { sendByHand } from '~/domains/outbox/service/messages'
import { writeDecisions } from '~/domains/outbox/service/decisions'
import { queueMessages } from '~/domains/outbox/service/queue'
import {
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaScope,
  type EmpresaSqlCtx,
} from '~/kernel/tenancy/unit'
import { makeConversation } from './factory'
import { addNote, answer, assign, linkCustomer, markRead, markUnread, setStatus } from './service/act'
import { getConversation, listConversations, readThread } from './service/list'
import { readSubjectTimeline, readTimeline } from './service/timeline'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

async function shop() {
  const { id } = await makeEmpresa({})
  const user = await makeUser({ name: 'Bia' })
  await makeMember(id, user.id, 'operator')
  const scope: EmpresaScope = {
    empresaId: id,
    actor: { kind: 'user', userId: user.id, name: user.name, role: 'operator' },
    request: { ip: null, path: null },
    now: () => NOW,
  }
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  return { run, unit, user, connection: await run((ctx) => makeConnection(ctx)) }
}

test('conv-2 the latest first, by pages, and found by state, unread, name without accents and phone', async () => {
  const { run, unit, connection } = await shop()
  const made = await run(async (ctx) => [
    await makeConversation(ctx, connection, { name: 'João Alves', at: ago(30), texts: ['Oi', 'Tem 37?'] }),
    await makeConversation(ctx, connection, { name: 'Carla', at: ago(10) }),
    await makeConversation(ctx, connection, { name: 'Rita', at: ago(20) }),
  ])
  const ids = (filter: object) =>
    unit(async (ctx) => (await listConversations(ctx, { size: 50, ...filter })).rows.map(({ name }) => name))
  expect(await ids({})).toEqual(['Carla', 'Rita', 'João Alves'])
  const first = await unit((ctx) => listConversations(ctx, { size: 2 }))
  expect(first.counts).toEqual({ aguardando: 3, em_atendimento: 0, encerrada: 0, unread: 3 })
  expect(await ids({ size: 2, cursor: first.next ?? '' })).toEqual(['João Alves'])
  expect(await ids({ q: 'joao' })).toEqual(['João Alves'])
  expect(await ids({ q: made[2]?.phone })).toEqual(['Rita'])
  await unit((ctx) => markRead(ctx, made[1]?.id ?? ''))
  await unit((ctx) => setStatus(ctx, { id: made[2]?.id ?? '', status: 'encerrada' }))
  expect(await ids({ unread: 'sim' })).toEqual(['João Alves'])
  expect(await ids({ status: 'encerrada' })).toEqual(['Rita'])
  expect(await ids({ status: ['encerrada', 'aguardando'] })).toEqual(['Carla', 'Rita', 'João Alves'])
})

test('conv-2 msg-9 on the official API, what Meta wouldn’t accept any more is rejected before it is queued', async () => {
  const { run, unit, connection } = await shop()
  const made = await run(async (ctx) => {
    await ctx.sql.query(`UPDATE whatsapp_connections SET provider = 'cloud' WHERE id = $1`, [connection])
    return [
      await makeConversation(ctx, connection, { name: 'Carla', at: ago(24 * 60) }),
      await makeConversation(ctx, connection, { name: 'Rita', at: ago(24 * 60 - 1) }),
    ]
  })
  const [late, inTime] = made.map(({ id, phone }) => ({
    answer: () => unit((ctx) => answer(ctx, { id, body: 'Tem sim!', once: 'resposta' })),
    byHand: () =>
      run((ctx) => sendByHand(ctx, { connectionId: connection, phone, body: 'Tem sim!', once: id })),
  }))
  const rejected = { code: 'CONFLICT', message: expect.stringContaining('Nada foi enviado') as string }
  await expect(late?.answer()).rejects.toMatchObject(rejected)
  await expect(late?.byHand()).rejects.toMatchObject(rejected)
  expect(await inTime?.answer()).toMatchObject({ messageId: expect.any(String) as string })
  expect(await inTime?.byHand()).toMatchObject({ id: expect.any(String) as string })
})

test('conv-2 only the conversations of one channel, and back among the unread', async () => {
  const { run, unit, connection } = await shop()
  const other = await run((ctx) => makeConnection(ctx))
  const made = await run(async (ctx) => [
    await makeConversation(ctx, connection, { name: 'Carla', texts: [] }),
    await makeConversation(ctx, other, { name: 'Rita', texts: ['Oi', 'Oi?'] }),
  ])
  const names = (filter: object) =>
    unit(async (ctx) => (await listConversations(ctx, { size: 50, ...filter })).rows.map(({ name }) => name))
  expect(await names({ connectionId: other })).toEqual(['Rita'])
  expect(await names({ unread: 'sim' })).toEqual(['Rita'])
  for (const { id } of made) await unit((ctx) => markUnread(ctx, id))
  expect(await names({ unread: 'sim', connectionId: connection })).toEqual(['Carla'])
  expect(await unit((ctx) => getConversation(ctx, made[1]?.id ?? ''))).toMatchObject({ unread: 2 })
})

test('conv-2 only those with a label, by its name, on the channel that it belongs to', async () => {
  const { run, unit, connection } = await shop()
  const other = await run((ctx) => makeConnection(ctx))
  const [ana, bia, rita] = await run(async (ctx) => [
    await makeConversation(ctx, connection, { name: 'Ana' }),
    await makeConversation(ctx, other, { name: 'Bia' }),
    await makeConversation(ctx, connection, { name: 'Rita' }),
  ])
  const label = (number: string, id: string, name: string, contacts: [string | undefined, boolean][]) =>
    run(async (ctx) => {
      await ctx.sql.query(
        'INSERT INTO whatsapp_labels (empresa_id, connection_id, label, name) VALUES ($1, $2, $3, $4)',
        [ctx.empresaId, number, id, name],
      )
      for (const [contact, wanted] of contacts)
        await ctx.sql.query(
          `INSERT INTO contact_labels (empresa_id, connection_id, contact_id, label, wanted, applied, source, next_try_at)
           VALUES ($1, $2, $3, $4, $5, NOT $5, 'pessoa', $6)`,
          [ctx.empresaId, number, contact, id, wanted, NOW],
        )
    })
  await label(connection, '1', 'VIP', [
    [ana?.contactId, true],
    [bia?.contactId, true],
    [rita?.contactId, false],
  ])
  await label(other, '1', 'Atacado', [[bia?.contactId, true]])
  await label(other, '7', 'VIP', [])
  const found = async (filter: object) => {
    const { rows, total } = await unit((ctx) => listConversations(ctx, { size: 50, ...filter }))
    return [rows.map(({ name }) => name), total.count]
  }
  expect(await found({ label: 'VIP' })).toEqual([['Ana'], 1])
  expect(await found({ label: 'Atacado' })).toEqual([['Bia'], 1])
  expect(await found({ label: 'Atacado', connectionId: connection })).toEqual([[], 0])
  expect(await unit(labelNames)).toEqual(['Atacado', 'VIP'])
})

test('conv-2 a conversation on the official API says so when the customer wrote more than a day ago', async () => {
  const { run, unit, connection } = await shop()
  const [late, fresh] = await run(async (ctx) => [
    await makeConversation(ctx, connection, { at: ago(24 * 60) }),
    await makeConversation(ctx, connection, { at: ago(24 * 60 - 1) }),
  ])
  const said = (id = '') => unit(async (ctx) => (await getConversation(ctx, id)).onlyTemplates)
  expect(await said(late?.id)).toBeNull()
  await run((ctx) => ctx.sql.query(`UPDATE whatsapp_connections SET provider = 'cloud'`))
  expect(await said(late?.id)).toContain('24 horas')
  expect(await said(fresh?.id)).toBeNull()
})

test('conv-2 an answer is queued once before everything else, and from then on the user has the conversation', async () => {
  const { run, unit, user, connection } = await shop()
  const { id } = await run((ctx) => makeConversation(ctx, connection, { texts: ['Tem 37?'] }))
  const press = () => unit((ctx) => answer(ctx, { id, body: 'Tem sim!', once: 'resposta-1' }))
  expect(await press()).toEqual({ messageId: expect.any(String) as string })
  expect(await press()).toEqual({ messageId: null })
  expect(await unit((ctx) => getConversation(ctx, id))).toMatchObject({
    status: 'em_atendimento',
    assignedName: 'Bia',
    unread: 0,
    lastText: 'Tem 37?',
    lastHumanAt: NOW,
  })
  const thread = await unit((ctx) => readThread(ctx, { id, size: 50 }))
  expect(thread.rows.map(({ direction, body, state }) => [direction, body, state]).sort()).toEqual([
    ['in', 'Tem 37?', 'recebida'],
    ['out', 'Tem sim!', 'pendente'],
  ])
  const mine = await unit((ctx) => listConversations(ctx, { mine: 'sim', size: 50 }))
  expect(mine.rows.map((row) => row.assignedTo)).toEqual([user.id])
})

test('t-26 an answer with an unfilled variable is rejected, and the conversation stays as it was', async () => {
  const { run, unit, connection } = await shop()
  const { id } = await run((ctx) => makeConversation(ctx, connection, { texts: ['Qual é o PIX?'] }))
  for (const body of ['O PIX é {pix}', 'O PIX é [CONFIGURAR CHAVE PIX]'])
    await expect(unit((ctx) => answer(ctx, { id, body, once: body }))).rejects.toThrow('O texto')
  expect(await unit((ctx) => getConversation(ctx, id))).toMatchObject({ status: 'aguardando', unread: 1 })
})

test('notes, the customer and the assignee; only a member of the empresa can be assigned', async () => {
  const { run, unit, user, connection } = await shop()
  const { id } = await run((ctx) => makeConversation(ctx, connection, { name: 'Aninha' }))
  const customerId = await unit((ctx) => makeCustomer(ctx, { name: 'Ana Lima' }))
  await unit((ctx) => addNote(ctx, { id, body: 'Prefere à tarde' }))
  await unit((ctx) => linkCustomer(ctx, { id, customerId }))
  await unit((ctx) => assign(ctx, { id, userId: user.id }))
  expect(await unit((ctx) => getConversation(ctx, id))).toMatchObject({
    name: 'Ana Lima',
    customerName: 'Ana Lima',
    status: 'em_atendimento',
    notes: [{ author: 'Bia', body: 'Prefere à tarde' }],
  })
  const outsider = await makeUser()
  await expect(unit((ctx) => assign(ctx, { id, userId: outsider.id }))).rejects.toThrow(/não faz parte/)
  // A deactivated member reads nothing any more: a conversation assigned to them would wait for ever.
  await unit((ctx) => ctx.db.membership.updateMany({ where: { userId: user.id }, data: { active: false } }))
  await expect(unit((ctx) => assign(ctx, { id, userId: user.id }))).rejects.toThrow(/desativada/)
})

test('a conversation that is taken and given back waits again, unless it was answered meanwhile', async () => {
  const { run, unit, user, connection } = await shop()
  const { id } = await run((ctx) => makeConversation(ctx, connection))
  const status = async () => (await unit((ctx) => getConversation(ctx, id))).status
  await unit((ctx) => assign(ctx, { id, userId: user.id }))
  expect(await status()).toBe('em_atendimento')
  await unit((ctx) => assign(ctx, { id, userId: null }))
  expect(await status()).toBe('aguardando')
  await unit((ctx) => answer(ctx, { id, body: 'Já vejo', once: 'resposta-2' }))
  await unit((ctx) => assign(ctx, { id, userId: null }))
  expect(await status()).toBe('em_atendimento')
  await unit((ctx) => setStatus(ctx, { id, status: 'encerrada' }))
  await unit((ctx) => assign(ctx, { id, userId: null }))
  expect(await status()).toBe('encerrada')
})

test('a message with only a file says so wherever there is one line for it, and the thread has all of it', async () => {
  const { run, unit, connection } = await shop()
  const customerId = await unit((ctx) => makeCustomer(ctx))
  const texts = ['', '', 'Segue', '']
  const { id } = await run((ctx) => makeConversation(ctx, connection, { customerId, at: ago(60), texts }))
  const thread = () => unit((ctx) => readThread(ctx, { id, size: 50 }))
  const ids = (await thread()).rows.map((row) => row.id).reverse()
  const media = [
    { kind: 'image' },
    { kind: 'document', fileName: 'nota.pdf' },
    { kind: 'audio' },
    { kind: 'poll' },
  ]
  await run(async (ctx) => {
    for (const [n, one] of media.entries())
      await ctx.sql.query('UPDATE messages SET media = $2 WHERE id = $1', [ids[n], JSON.stringify(one)])
    await ctx.sql.query(
      `INSERT INTO message_files (empresa_id, message_id, state, kind, problem, created_at, updated_at)
       SELECT empresa_id, id, CASE WHEN id = $2 THEN 'falhou' ELSE 'esperando' END, 'image', 'Não deu.', $4, $4 FROM messages
       WHERE empresa_id = $1 AND id IN ($2, $3)`,
      [ctx.empresaId, ids[0], ids[1], ago(10)],
    )
  })
  const line = await unit((ctx) => readTimeline(ctx, { customerId, size: 9 }))
  const words = ['Foto', 'Documento: nota.pdf', 'Segue', 'Anexo']
  expect(line.rows.map(({ text }) => text).reverse()).toEqual(words)
  const log = await unit((ctx) => listMessages(ctx, { size: 9 }))
  expect(log.rows.map(({ body }) => body).reverse()).toEqual(words)
  expect((await thread()).rows.map((row) => row.media).reverse()).toMatchObject([
    { kind: 'image', state: 'falhou', problem: 'Não deu.', askable: true },
    { kind: 'document', state: 'esperando', askable: false },
    { kind: 'audio', state: null, askable: false },
    { kind: 'poll', state: null },
  ])
  expect((await thread()).rows.map((row) => row.body)).toEqual(['', 'Segue', '', ''])
})

test('ambition 8 a customer’s timeline has what was sent, what came, and what was not sent and why, in order', async () => {
  const { run, unit, connection } = await shop()
  const customerId = await unit((ctx) => makeCustomer(ctx))
  const cart = await unit((ctx) => makeCart(ctx, { customerId }))
  const { contactId } = await run((ctx) =>
    makeConversation(ctx, connection, { customerId, at: ago(60), texts: ['PARE'] }),
  )
  const line = { subjectType: 'cart', subjectId: cart, ruleId: null } as const
  await run((ctx) =>
    writeDecisions(ctx, [
      {
        ...line,
        key: 'a',
        contactId,
        decision: 'parar',
        code: 'pediu_para_parar',
        reason: 'Pediu para parar.',
      },
      {
        ...line,
        key: 'b',
        contactId: null,
        decision: 'nao_enviar',
        code: 'sem_telefone',
        reason: 'Sem telefone.',
      },
      { ...line, key: 'c', contactId, decision: 'enviar', code: 'na_fila', reason: 'Na fila.' },
    ]),
  )
  const page = await unit((ctx) => readTimeline(ctx, { customerId, size: 2 }))
  const rest = await unit((ctx) => readTimeline(ctx, { customerId, size: 2, cursor: page.next ?? '' }))
  expect(page.rows.map(({ kind }) => kind).sort()).toEqual(['pediu_para_parar', 'sem_telefone'])
  expect(rest.rows).toMatchObject([{ entry: 'mensagem', direction: 'in', text: 'PARE', outcome: 'recebida' }])
  const about = (subject: { type: 'cart' | 'lead'; id: string }) =>
    unit((ctx) => readSubjectTimeline(ctx, subject, { size: 9 }))
  expect((await about({ type: 'cart', id: cart })).rows.map(({ kind }) => kind).sort()).toEqual([
    'pediu_para_parar',
    'sem_telefone',
  ])
  await expect(about({ type: 'lead', id: cart })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('ambition 8 what an opt-out cancelled is one line, for the customer and for the cart', async () => {
  const { run, unit, connection } = await shop()
  const customerId = await unit((ctx) => makeCustomer(ctx))
  const cart = await unit((ctx) => makeCart(ctx, { customerId }))
  const { contactId } = await run((ctx) => makeConversation(ctx, connection, { customerId, texts: [] }))
  const about = { subjectType: 'cart', subjectId: cart, contactId } as const
  await run(async (ctx) => {
    await queueMessages(ctx, [
      {
        ...about,
        dedupeKey: 'a',
        kind: 'carrinho',
        connectionId: connection,
        body: 'Oi',
        notBefore: NOW,
        priority: 5,
      },
      {
        dedupeKey: 'b',
        kind: 'manual',
        contactId,
        connectionId: connection,
        body: 'Olá',
        notBefore: NOW,
        priority: 2,
      },
    ])
    await ctx.sql.query('UPDATE messages SET created_at = $1', [ago(90)])
    await optOut(ctx, contactId, 'Escreveu “PARE”.')
    const said = { code: 'pediu_para_parar', reason: 'A pessoa pediu para não receber mais mensagens.' }
    await writeDecisions(ctx, [{ ...about, ...said, key: 'fim', ruleId: null, decision: 'parar' }])
  })
  const lines = (page: {
    rows: { entry: string; outcome: string; text: string | null; reason: string | null }[]
  }) => page.rows.map(({ entry, outcome, text, reason }) => [entry, outcome, text, reason]).sort()
  const line = (text: string) => [
    'mensagem',
    'cancelada',
    text,
    'A pessoa pediu para não receber mais mensagens.',
  ]
  const page = await unit((ctx) => readTimeline(ctx, { customerId, size: 9 }))
  expect(lines(page)).toEqual([line('Oi'), line('Olá')])
  // They stand where they were cancelled, not where they were queued.
  expect(page.rows.map(({ at }) => at)).toEqual([NOW, NOW])
  expect(
    lines(await unit((ctx) => readSubjectTimeline(ctx, { type: 'cart', id: cart }, { size: 9 }))),
  ).toEqual([line('Oi')])
})

test('one phone, two names: a greeting to Patrícia adds her name to the conversation, beside the customer’s', async () => {
  const { run, unit, connection } = await shop()
  const { customerId, leadId, other } = await unit(async (ctx) => ({
    customerId: await makeCustomer(ctx, { name: 'Érica Pereira' }),
    leadId: await makeLead(ctx, { name: 'Patrícia Souza' }),
    other: await makeLead(ctx, { name: 'Érica' }),
  }))
  const conversation = await run((ctx) => makeConversation(ctx, connection, { customerId, name: 'Kaká' }))
  const wrote = (subjectId: string) =>
    run(async (ctx) => {
      const [added] = await queueMessages(ctx, [
        {
          dedupeKey: subjectId,
          kind: 'lead',
          connectionId: connection,
          contactId: conversation.contactId,
          conversationId: conversation.id,
          body: 'Oi!',
          subjectType: 'lead',
          subjectId,
          notBefore: NOW,
          priority: 5,
        },
      ])
      return added
    })
  const titles = () =>
    unit(async (ctx) => [
      (await listConversations(ctx, { size: 9 })).rows[0]?.name,
      (await getConversation(ctx, conversation.id)).name,
    ])
  await wrote(other)
  expect(await titles()).toEqual(['Érica Pereira', 'Érica Pereira'])
  await wrote(leadId)
  expect(await titles()).toEqual(['Érica Pereira (Patrícia)', 'Érica Pereira (Patrícia)'])
})
