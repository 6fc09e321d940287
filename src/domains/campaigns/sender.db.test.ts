import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql } from '../../kernel/tenancy/unit'
import { makeEmpresa } from '../access/factory'
import { makeCustomer } from '../customers/factory'
import { makeConversation } from '~/domains/inbox/factory'
import { readThread } from '~/domains/inbox/service/list'
import { readTimeline } from '~/domains/inbox/service/timeline'
import { switchOn } from '../followups/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { getMessage } from '~/domains/outbox/service/message-log'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')

test('ux-19 ux-39 a message names its origin and stands where it was sent, not where it was queued', async () => {
  const { id: empresaId } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'Máquina do tempo', () => NOW)
  const connection = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  await switchOn(scope, 'carrinho', connection)
  const customerId = await withEmpresa(scope, (ctx) => makeCustomer(ctx, { name: 'Ana' }))
  const conversation = await withEmpresaSql(scope, (ctx) =>
    makeConversation(ctx, connection, { texts: [], customerId }),
  )
  const steps = await withEmpresa(scope, (ctx) =>
    ctx.db.followUpStep.findMany({
      where: { empresaId, followUp: { kind: 'carrinho' } },
      select: { id: true, templateId: true },
      orderBy: { position: 'asc' },
    }),
  )
  const campaign = await withEmpresa(scope, (ctx) =>
    ctx.db.campaign.create({
      data: {
        empresaId,
        name: 'Novidades da semana',
        templateId: steps[0]?.templateId ?? '',
        connectionId: connection,
        source: {},
        createdBy: 'Bia',
        createdAt: NOW,
      },
      select: { id: true },
    }),
  )
  const about = { campanha: ['campaign', campaign.id], carrinho: ['cart', null] } as const
  const rows = [
    ['carrinho', steps[1]?.id, 'Máquina do tempo'],
    ['carrinho', null, 'Importação'],
    ['campanha', null, 'Máquina do tempo'],
    ['manual', null, 'Celular'],
    ['resposta', null, 'Bia Atende'],
  ] as const
  await withEmpresaSql(scope, async ({ sql }) => {
    for (const [n, [kind, ruleId, by]] of rows.entries()) {
      const [type, subject] = kind in about ? about[kind as keyof typeof about] : [null, null]
      await sql.query(
        `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, conversation_id, subject_type,
           subject_id, rule_id, body, state, not_before, sent_at, created_by, created_at, updated_at)
         VALUES ($1, 'out', $2, $3, $4, $5, $6, $7, $8, $9, 'Oi', 'enviada', $10, $11, $12, $10, $11)`,
        [
          ...[
            empresaId,
            kind,
            `teste:${String(n)}`,
            connection,
            conversation.contactId,
            conversation.id,
            type,
            subject,
            ruleId,
          ],
          ...[new Date(NOW.getTime() + n), new Date(NOW.getTime() + 3_600_000 + n), by],
        ],
      )
    }
  })
  const expected = [
    'Acompanhamento · mensagem 2',
    'Acompanhamento',
    'Campanha Novidades da semana',
    'Pelo celular',
    'Bia Atende',
  ]
  const thread = await withEmpresa(scope, (ctx) => readThread(ctx, { id: conversation.id, size: 10 }))
  expect(thread.rows.map(({ sender }) => sender).reverse()).toEqual(expected)
  const after = (at: Date) => at.getTime() - NOW.getTime()
  expect(thread.rows.map(({ at }) => after(at)).reverse()).toEqual([0, 1, 2, 3, 4].map((n) => 3_600_000 + n))
  const logged = await withEmpresa(scope, (ctx) => getMessage(ctx, thread.rows.at(-1)?.id ?? ''))
  expect([logged.sender, logged.createdBy]).toEqual(['Acompanhamento · mensagem 2', 'Máquina do tempo'])
  const timeline = await withEmpresa(scope, (ctx) => readTimeline(ctx, { customerId, size: 10 }))
  expect(timeline.rows.map(({ at }) => after(at))).toEqual([4, 3, 2, 1, 0].map((n) => 3_600_000 + n))

  // Written after the messages were queued, and before they left: it keeps that position on every page.
  await withEmpresaSql(scope, ({ sql }) =>
    sql.query(
      `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, conversation_id, body, state, not_before,
         created_by, created_at, updated_at)
       VALUES ($1, 'in', 'recebida', $2, $3, $4, 'Alguém aí?', 'recebida', $5, 'Cliente', $5, $5)`,
      [empresaId, connection, conversation.contactId, conversation.id, new Date(NOW.getTime() + 60_000)],
    ),
  )
  const paged = []
  for (let cursor: string | undefined; ;) {
    const page = await withEmpresa(scope, (ctx) => readThread(ctx, { id: conversation.id, cursor, size: 4 }))
    paged.push(...page.rows)
    if (!page.next) break
    cursor = page.next
  }
  expect(paged.map(({ at }) => after(at))).toEqual([...[4, 3, 2, 1, 0].map((n) => 3_600_000 + n), 60_000])
})
