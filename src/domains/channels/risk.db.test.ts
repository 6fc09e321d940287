import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeConnection, makeContact } from '~/domains/outbox/factory'
import { riskFacts } from './service/connection-list'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

/** A conversation from so many minutes ago whose messages follow each other by a minute. */
async function makeConversation(
  ctx: EmpresaSqlCtx,
  connection: string,
  minutes: number,
  said: readonly ('in' | 'out')[],
) {
  const { id: contact } = await makeContact(ctx)
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO conversations (empresa_id, connection_id, contact_id, last_message_at, last_inbound_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [
      ctx.empresaId,
      connection,
      contact,
      ago(minutes - said.length + 1),
      said.includes('in') ? ago(minutes - said.lastIndexOf('in')) : null,
      ago(minutes),
    ],
  )
  for (const [n, direction] of said.entries())
    await ctx.sql.query(
      `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, conversation_id, body, state, not_before, accepted_at,
         dedupe_key, created_by, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'Oi', $7, $8, $8, $9, 'x', $8, $8)`,
      [
        ctx.empresaId,
        direction,
        direction === 'in' ? 'recebida' : 'manual',
        connection,
        contact,
        rows[0]?.id,
        direction === 'in' ? 'recebida' : 'entregue',
        ago(minutes - n),
        direction === 'out' ? `teste:${contact}:${String(n)}` : null,
      ],
    )
}

test('ambition 12 the answer rate is of the contacts we wrote to first: a customer’s question is not a missing answer', async () => {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  const connection = await withEmpresaSql(scope, async (ctx) => {
    const made = await makeConnection(ctx)
    for (let n = 0; n < 5; n++) {
      await makeConversation(ctx, made, 600, ['in'])
      await makeConversation(ctx, made, 600, ['in', 'out'])
    }
    await makeConversation(ctx, made, 600, ['out'])
    await makeConversation(ctx, made, 600, ['out', 'in'])
    await makeConversation(ctx, made, 40 * 1440, ['out'])
    return made
  })
  const facts = await withEmpresa(scope, (ctx) => riskFacts(ctx, connection))
  expect(facts).toMatchObject({ writtenTo: 2, answered: 1 })
})
