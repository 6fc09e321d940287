import { dispatchDeps, type DispatchDeps } from '~/domains/outbox/service/dispatch/deps'
import { behave } from '~/domains/channels/service/simulator'
import { userIdByEmail } from '~/domains/access/service/users'
import { drawOf } from '~/domains/followups/rules'
import { audit } from '~/kernel/audit'
import type { Clock } from '~/kernel/clock'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaScope,
  type EmpresaSqlCtx,
} from '~/kernel/tenancy/unit'
import { subjects } from '~/wiring/subjects'
import { fastForward, type FastForwardTime } from './fast-forward'
import { FIRST_ID } from './demo-day'
import { liveOn } from './demo-life'
import { seedMessages } from './demo-messages'
import { demoStory, type Cast } from './demo-story'

const DAY_MS = 86_400_000
/** The month that the demonstration has lived when it is opened. */
const MONTH_DAYS = 30
/** Days of the shop alone before it, so that the month has one to be compared with. */
const BEFORE_DAYS = 30
/** What of the shop doesn't come from its file. */
export const LIVED_DAYS = MONTH_DAYS + BEFORE_DAYS + 1
/** How much of those is written at once: a customer who comes back to a cart does so within a week. */
const PART_DAYS = 3

/** Who acts for the demonstration in the audit log. */
const ACTOR = 'Demonstração'

/**
 * Lives the demonstration's month up to `until`, once: the shop's days, the follow-ups, two campaigns and ten conversations,
 * through the product's own domains with a clock of its own. Interrupted, the next call goes on. No worker may run meanwhile:
 * it would serve the past's queue at the product's time.
 * @param users e-mails of the owner and the operator who act in it.
 * @returns whether the month ended with this call.
 */
export async function liveDemoMonth(
  empresaId: string,
  until: Date,
  users: { owner: string; operator: string },
  signal?: AbortSignal,
): Promise<boolean> {
  if (await hasLived(systemScope(empresaId, ACTOR))) return false
  const begins = new Date(until.getTime() - MONTH_DAYS * DAY_MS)
  const past = { at: begins }
  const clock: Clock = () => past.at
  const scope = systemScope(empresaId, ACTOR, clock)
  const lived = await withEmpresaSql(scope, livedUntil)
  if (lived === null) await shopBefore(scope, begins, signal)
  else past.at = lived
  if (signal?.aborted) return false
  const connectionId = await seedMessages(scope)
  const cast = await castOf(scope, users)
  const zone = await withEmpresa(scope, ({ empresa }) => Promise.resolve(empresa.timezone))
  const deps: DispatchDeps = dispatchDeps(subjects, clock, { random: seededRandom() })
  await fastForward(deps, signal, {
    time: timeUntil(past, until),
    beside: demoStory(cast, connectionId, zone, past.at, until),
    unwatched: true,
  })
  if (signal?.aborted) return false
  // From here on its phones answer by themselves.
  await withEmpresaSql(scope, (ctx) => behave(ctx, { id: connectionId, behaviour: 'variado', answers: true }))
  await withEmpresa(scope, (ctx) =>
    audit(ctx, { action: 'clock.advanced', entity: 'empresa', after: { hours: MONTH_DAYS * 24 } }),
  )
  return true
}

/** Whether the month is there. */
async function hasLived(scope: EmpresaScope): Promise<boolean> {
  return withEmpresaSql(scope, async (ctx) => {
    const { rowCount } = await ctx.sql.query(
      "SELECT 1 FROM audit_entries WHERE empresa_id = $1 AND action = 'clock.advanced' AND actor = $2 LIMIT 1",
      [ctx.empresaId, ACTOR],
    )
    return rowCount === 1
  })
}

/** Up to when the shop has lived its month; null when the month hasn't begun. */
async function livedUntil(ctx: EmpresaSqlCtx): Promise<Date | null> {
  const { rows } = await ctx.sql.query<{ at: Date | null }>(
    `SELECT greatest(max(f.active_since), (SELECT max(last_activity_at) FROM carts WHERE empresa_id = $1 AND external_id >= $2)) AS at
     FROM follow_ups AS f WHERE f.empresa_id = $1 AND f.active`,
    [ctx.empresaId, FIRST_ID],
  )
  return rows[0]?.at ?? null
}

/** The shop's days before the month: no messages yet. */
async function shopBefore(scope: EmpresaScope, begins: Date, signal?: AbortSignal): Promise<void> {
  let since = begins.getTime() - BEFORE_DAYS * DAY_MS
  while (since < begins.getTime() && !signal?.aborted) {
    const to = Math.min(since + PART_DAYS * DAY_MS, begins.getTime())
    const then = systemScope(scope.empresaId, ACTOR, () => new Date(to))
    const part = { unify: to === begins.getTime(), figures: false }
    const [from, until] = [new Date(since), new Date(to)]
    await withEmpresaSql(then, (ctx) => liveOn(ctx, from, until, part))
    since = to
  }
}

async function castOf(shop: EmpresaScope, users: { owner: string; operator: string }): Promise<Cast> {
  const as = async (role: 'owner' | 'operator'): Promise<EmpresaScope> => {
    const userId = await userIdByEmail(users[role])
    const name = await withEmpresaSql(shop, async (ctx) => {
      const { rows } = await ctx.sql.query<{ name: string }>('SELECT name FROM users WHERE id = $1', [userId])
      return rows[0]?.name ?? users[role]
    })
    return { ...shop, actor: { kind: 'user', userId, name, role } }
  }
  return { shop, owner: await as('owner'), operator: await as('operator') }
}

function timeUntil(past: { at: Date }, until: Date): FastForwardTime {
  let there = false
  return {
    wanted: () => Promise.resolve(!there),
    stride: (to) => {
      past.at = to < until ? to : until
      return Promise.resolve()
    },
    arrived: () => Promise.resolve((there = past.at >= until)),
  }
}

/** The same pauses between messages in every demonstration. */
function seededRandom(): () => number {
  let n = 0
  return () => drawOf('mês da demonstração', String(n++))
}
