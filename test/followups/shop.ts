import { makeEmpresa } from '../../src/domains/access/factory'
import type { makeCart } from '../../src/domains/carts/factory'
import type { FollowUpKind } from '../../src/domains/followups/kinds'
import { runDue } from '../../src/domains/followups/service/run-due'
import { followUpSubjects } from '../../src/domains/followups/subjects'
import { makeConnection } from '../../src/domains/outbox/factory'
import type { Asked } from '../../src/domains/outbox/subjects'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '../../src/kernel/tenancy/unit'

export const T0 = new Date('2026-11-20T13:00:00Z')
export const HOUR = 3_600_000

/** A shop whose clock is moved by hand. */
export async function shop() {
  const { id } = await makeEmpresa({})
  let now = T0
  const scope = systemScope(id, 'teste', () => now)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const connection = await run((ctx) => makeConnection(ctx))
  return {
    scope,
    run,
    unit,
    connection,
    at: (hours: number) => (now = new Date(T0.getTime() + hours * HOUR)),
    due: () => run(runDue),
    messages: () =>
      run(
        async (ctx) =>
          (
            await ctx.sql.query(
              `SELECT m.state, m.state_code AS code, s.position FROM messages AS m LEFT JOIN follow_up_steps AS s ON s.id = m.rule_id
               WHERE m.direction = 'out' ORDER BY m.created_at, s.position`,
            )
          ).rows,
      ),
    decisions: () =>
      run(async (ctx) =>
        (await ctx.sql.query<{ code: string }>('SELECT code FROM send_decisions ORDER BY at, code')).rows.map(
          ({ code }) => code,
        ),
      ),
    ask: (kind: FollowUpKind, subjectId: string) =>
      run(async (ctx) => {
        const { rows } = await ctx.sql.query<Asked>(
          `SELECT id AS "messageId", subject_id AS "subjectId", rule_id AS "ruleId", contact_id AS "contactId", created_at AS "createdAt"
           FROM messages WHERE subject_id = $1 AND direction = 'out' ORDER BY created_at DESC LIMIT 1`,
          [subjectId],
        )
        const subject = followUpSubjects.find(
          ({ type }) => type === { carrinho: 'cart', pedido: 'order', lead: 'lead' }[kind],
        )
        const [asked] = rows
        if (!subject || !asked) throw new Error('nothing was queued')
        return { check: await subject.check(ctx, asked), values: await subject.variables(ctx, asked) }
      }),
  }
}

export const PHONE = {
  phone: '+5531987654321',
  phoneKey: '3187654321',
  phoneStatus: 'valid',
  uf: 'MG',
} as const
/** A cart that waits since `hours` after T0. */
export const waiting = (hours: number, over: Parameters<typeof makeCart>[1] = {}) => ({
  ...PHONE,
  status: 'aguardando',
  lastActivityAt: new Date(T0.getTime() + hours * HOUR),
  ...over,
})
