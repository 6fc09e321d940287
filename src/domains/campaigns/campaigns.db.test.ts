import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { countMarkedEvents, makeCart } from '../carts/factory'
import { makeCustomer } from '../customers/factory'
import { makeLead } from '../leads/factory'
import { switchOn } from '../followups/factory'
import { isHoldout } from '../followups/rules'
import { contactOfPhone } from '~/domains/contacts/service/contacts'
import { optOut } from '~/domains/outbox/service/opt-out'
import { makeOrder } from '../orders/factory'
import { parsePhone } from '../../kernel/phone'
import { removeDraft } from './service/drafts'
import { listCampaigns, listRecipients } from './service/read'
import { cancelCampaign, pauseCampaign, resumeCampaign, settleCampaigns, startCampaign } from './service/run'
import { START, file, shop } from '../../../test/campaigns/stage'

useDatabase()

test('msg-8 a file is checked before anything is sent: who is included, who isn’t and why, and the rendered text', async () => {
  const { run, draft, get, unit } = await shop()
  await run(async (ctx) => {
    const known = await contactOfPhone(ctx, parsePhone('(31) 98765-1001'))
    await optOut(ctx, known?.id ?? '', 'PARE')
  })
  const id = await draft(file(3, 'Rita;98765-4321;BH\nBia;(31) 98765-1000;BH\nSem;;BH'))
  expect(await get(id)).toMatchObject({
    status: 'rascunho',
    recipients: 6,
    refused: 4,
    source: { kind: 'arquivo', columns: ['nome', 'telefone', 'cidade'] },
    previews: [{ text: 'Oi, Ana!' }, { text: 'Oi, Ana!' }],
    budget: { newContacts: 2, refusal: null, reached: 2, official: null },
  })
  const rejected = await unit((ctx) => listRecipients(ctx, { id, refused: 'sim', size: 50 }))
  const repeated = await unit((ctx) =>
    listRecipients(ctx, { id, reason: 'Telefone repetido na lista.', size: 50 }),
  )
  expect(repeated.rows.map(({ line }) => line)).toEqual([5])
  expect(rejected.rows.map(({ line, refusal }) => [line, refusal])).toEqual([
    [2, 'Pediu para não receber mensagens.'],
    [4, 'Telefone sem DDD.'],
    [5, 'Repetido: o mesmo telefone está na linha 1.'],
    [6, 'Sem telefone.'],
  ])
  await unit((ctx) => removeDraft(ctx, id))
  await expect(get(id)).rejects.toThrow(/não encontrada/)
})

test('msg-8 pause defers pending messages, resume continues, each recipient gets one message, and the campaign closes itself', async () => {
  const { scope, run, unit, draft, get, pass } = await shop()
  const id = await draft(file(6))
  const [first, second] = await Promise.allSettled([startCampaign(scope, id), startCampaign(scope, id)])
  expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
  await pass(2)
  await run((ctx) => pauseCampaign(ctx, id))
  const paused = await get(id)
  expect(paused.status).toBe('pausada')
  const left = paused.progress.sending + paused.progress.sent
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(6)
  await pass(4)
  expect((await get(id)).progress.waiting).toBe(6 - left)
  await expect(run((ctx) => pauseCampaign(ctx, id))).rejects.toThrow(/já mudou/)
  await run((ctx) => resumeCampaign(ctx, id))
  await pass(12)
  expect((await get(id)).progress.waiting).toBe(0)
  const copies = await run(
    async (ctx) =>
      (await ctx.sql.query('SELECT chat, count(*)::int AS n FROM simulated_copies GROUP BY chat')).rows,
  )
  expect(copies).toHaveLength(6)
  expect(copies.every(({ n }: { n: number }) => n === 1)).toBe(true)
  await run((ctx) =>
    ctx.sql.query("UPDATE messages SET state = 'entregue', claimed_by = NULL, claimed_until = NULL"),
  )
  expect(await run(settleCampaigns)).toBe(1)
  for (const [became, count] of [
    ['entregues', 6],
    ['sairam', 6],
    ['falharam', 0],
    ['responderam', 0],
  ] as const)
    expect((await unit((ctx) => listRecipients(ctx, { id, became, size: 50 }))).rows).toHaveLength(count)
  expect(await get(id)).toMatchObject({
    status: 'concluida',
    progress: { delivered: 6, deliveryRate: 1, errorRate: 0 },
  })
})

test('msg-8 the answer rate counts each contact who wrote after the message, once, of those who got it', async () => {
  const { scope, run, draft, get, unit, pass } = await shop()
  const id = await draft(file(4))
  await startCampaign(scope, id)
  await pass(12)
  await run((ctx) =>
    ctx.sql.query(
      "UPDATE messages SET state = 'entregue', accepted_at = coalesce(accepted_at, updated_at), claimed_by = NULL, claimed_until = NULL",
    ),
  )
  expect((await get(id)).progress).toMatchObject({ sent: 4, answered: 0, answerRate: 0 })
  // The first answers twice, the second answered something before, the third's message failed after all.
  await run(async ({ sql, empresaId }) => {
    const { rows } = await sql.query<{ id: string; contact: string; at: Date }>(
      'SELECT id, contact_id AS contact, accepted_at AS at FROM messages ORDER BY accepted_at',
    )
    const wrote = (n: number, minutes: number) =>
      sql.query(
        `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, body, state, not_before, created_by, created_at, updated_at)
         SELECT $1, 'in', 'recebida', connection_id, contact_id, 'Oi', 'recebida', $3, 'teste', $3, $3 FROM messages WHERE id = $2`,
        [empresaId, rows[n]?.id, new Date((rows[n]?.at.getTime() ?? 0) + minutes * 60_000)],
      )
    for (const [n, minutes] of [
      [0, 1],
      [0, 2],
      [1, -1],
      [2, 3],
    ] as const)
      await wrote(n, minutes)
    await sql.query("UPDATE messages SET state = 'falhou' WHERE id = $1", [rows[2]?.id])
  })
  expect((await get(id)).progress).toMatchObject({ sent: 3, failed: 1, answered: 1, answerRate: 1 / 3 })
  const { rows } = await unit((ctx) => listRecipients(ctx, { id, became: 'responderam', size: 50 }))
  expect(rows).toHaveLength(1)
})

test('msg-8 the pending messages of a cancelled campaign never leave', async () => {
  const { scope, run, unit, draft, get, pass } = await shop()
  const id = await draft(file(5))
  await startCampaign(scope, id)
  await pass(1)
  const { cancelled } = await run((ctx) => cancelCampaign(ctx, id))
  expect(cancelled).toBeGreaterThan(0)
  await pass(5)
  expect(await get(id)).toMatchObject({ status: 'cancelada', progress: { cancelled, waiting: 0 } })
  await expect(startCampaign(scope, id)).rejects.toThrow(/já mudou/)
  await expect(unit((ctx) => removeDraft(ctx, id))).rejects.toThrow(/histórico/)
  expect((await unit((ctx) => listCampaigns(ctx, { size: 50 }))).rows.map((row) => row.id)).toEqual([id])
})

test('ambition 12 a campaign over the channel’s ban-risk budget is rejected with the figures', async () => {
  const { scope, run, draft, get, connection } = await shop()
  await run((ctx) =>
    ctx.sql.query("UPDATE whatsapp_connections SET warm_up_from = '2026-11-20' WHERE id = $1", [connection]),
  )
  const id = await draft(file(900))
  const { budget } = await get(id)
  expect(budget).toMatchObject({ newContacts: 900, allowedToday: 20 })
  expect(budget?.refusal).toMatch(/900 pessoas novas levariam \d+ dias/)
  await expect(startCampaign(scope, id)).rejects.toThrow(/900 pessoas novas/)
  expect((await get(id)).status).toBe('rascunho')
})

test('msg-8 segments of leads, carts and customers are recipients, each once', async () => {
  const { unit, draft, get } = await shop()
  const phone = (n: number) => ({
    phone: `+553198765000${String(n)}`,
    phoneKey: `318765000${String(n)}`,
    phoneStatus: 'valid' as const,
  })
  await unit(async (ctx) => {
    await makeLead(ctx, phone(1))
    await makeLead(ctx, phone(1))
    await makeLead(ctx, { ...phone(2), uf: 'SP' })
    await makeCustomer(ctx, { phone: '+5531987650003', phoneStatus: 'valid', ordersCount: 2 })
  })
  const leads = await get(await draft({ kind: 'segmento', segment: { of: 'leads', client: 'nao' } }))
  expect(leads).toMatchObject({ recipients: 2, refused: 0 })
  expect((await get(await draft({ kind: 'segmento', segment: { of: 'leads', uf: 'SP' } }))).recipients).toBe(
    1,
  )
  const customers = await get(
    await draft({ kind: 'segmento', segment: { of: 'clientes', group: 'recorrente' } }),
  )
  expect(customers.previews).toMatchObject([{ phone: '+5531987650003', text: 'Oi, Ana!' }])
  await expect(draft({ kind: 'segmento', segment: { of: 'carrinhos' } })).rejects.toThrow(/Ninguém/)
})

test('msg-8 what the provider deferred stays deferred through a pause, and the rest continues at once', async () => {
  const { scope, run, draft } = await shop()
  const id = await draft(file(3))
  await startCampaign(scope, id)
  const tomorrow = new Date(START.getTime() + 86_400_000)
  await run((ctx) =>
    ctx.sql.query(
      `UPDATE messages SET not_before = $1, state_code = '131049' WHERE dedupe_key = (SELECT min(dedupe_key) FROM messages)`,
      [tomorrow],
    ),
  )
  const plan = () =>
    run(async (ctx) =>
      (
        await ctx.sql.query<{ at: Date }>('SELECT not_before AS at FROM messages ORDER BY dedupe_key')
      ).rows.map(({ at }) => at),
    )
  await run((ctx) => pauseCampaign(ctx, id))
  expect((await plan()).every((at) => at.getFullYear() > 2030)).toBe(true)
  await run((ctx) => resumeCampaign(ctx, id))
  expect(await plan()).toEqual([tomorrow, START, START])
  // Deferred by the pause itself: resuming doesn't wait for the ten minutes to end.
  await run((ctx) => pauseCampaign(ctx, id))
  await run((ctx) =>
    ctx.sql.query(
      `UPDATE messages SET not_before = $1, state_code = 'campanha_pausada' WHERE not_before < $2::timestamptz + interval '87601 hours'`,
      [new Date(START.getTime() + 600_000), START],
    ),
  )
  await run((ctx) => resumeCampaign(ctx, id))
  expect(await plan()).toEqual([tomorrow, START, START])
})

const phoneOf = (n: number) => ({
  phone: `+553198765${String(1000 + n)}`,
  phoneKey: `318765${String(1000 + n)}`,
  phoneStatus: 'valid' as const,
})
const waitingCart = (n: number) =>
  ({ ...phoneOf(n), externalId: n, status: 'aguardando', lastActivityAt: START }) as const

test('t-29 a recipient who bought, was contacted or left the segment since the check gets nothing', async () => {
  const { scope, run, unit, draft, pass } = await shop()
  await unit(async (ctx) => {
    for (let n = 1; n <= 4; n++) await makeCart(ctx, waitingCart(n))
  })
  const id = await draft({
    kind: 'segmento',
    segment: { of: 'carrinhos', status: 'abertos', sent: 'nenhum' },
  })
  await startCampaign(scope, id)
  await unit(async (ctx) => {
    // Paid, and the recovery rule hasn't seen it yet.
    await makeOrder(ctx, { ...phoneOf(1), status: 'processing', placedAt: ctx.now })
    await ctx.db.cart.updateMany({ where: { externalId: 2 }, data: { whatsappSentAt: ctx.now } })
    await ctx.db.cart.updateMany({ where: { externalId: 3 }, data: { status: 'abandonado' } })
  })
  await pass(10)
  const became = await run(
    async (ctx) =>
      (
        await ctx.sql.query<{ n: number; state: string; code: string | null }>(
          `SELECT c.external_id::int AS n, m.state_code AS code FROM messages AS m JOIN campaign_recipients AS r ON r.id = m.rule_id
           JOIN carts AS c ON c.id = r.source_id ORDER BY n`,
        )
      ).rows,
  )
  expect(became.map(({ code }) => code)).toEqual(['comprou', 'fora_do_grupo', 'fora_do_grupo', null])
  const { rows } = await run((ctx) => ctx.sql.query('SELECT chat FROM simulated_copies'))
  expect(rows).toHaveLength(1)
})

test('t-41 the carts of a campaign are marked by the messages that reached their recipients, and a simulator reaches none', async () => {
  const { scope, run, unit, draft } = await shop()
  await unit((ctx) => makeCart(ctx, waitingCart(1)))
  await startCampaign(scope, await draft({ kind: 'segmento', segment: { of: 'carrinhos' } }))
  await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'entregue', sent_at = $1", [ctx.now]))
  const mark = () => unit((ctx) => ctx.db.cart.findFirstOrThrow())
  await run(settleCampaigns)
  expect(await mark()).toMatchObject({ whatsappSentAt: null })
  await run((ctx) => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'"))
  await run((ctx) => ctx.sql.query("UPDATE carts SET status = 'abandonado'"))
  await run(settleCampaigns)
  expect(await mark()).toMatchObject({ whatsappSentAt: START, whatsappSentBy: 'Campanha Novidades' })
  expect(await run(countMarkedEvents)).toBe(1)
})

test('cart-6 a campaign to carts leaves out the holdout, and says so', async () => {
  const { scope, unit, draft, get, connection } = await shop()
  const followUp = await switchOn(scope, 'carrinho', connection, { holdoutPercent: 50 })
  const contacts = Array.from({ length: 20 }, (_, n) => phoneOf(n))
  await unit(async (ctx) => {
    for (let n = 0; n < 20; n++) await makeCart(ctx, waitingCart(n))
  })
  const holdouts = contacts.filter(({ phoneKey }) => isHoldout(followUp, { phoneKey }, 50)).length
  expect(holdouts).toBeGreaterThan(0)
  expect(await get(await draft({ kind: 'segmento', segment: { of: 'carrinhos' } }))).toMatchObject({
    refused: holdouts,
    refusals: [{ count: holdouts, reason: expect.stringContaining('grupo de controle') as string }],
  })
})
