import { nextPost, runPosts } from '~/domains/campaigns/service/posts-run'
import { markCampaignCarts } from '~/domains/campaigns/service/mark-carts'
import { settleCampaigns } from '~/domains/campaigns/service/run'
import { nextLook } from '~/domains/followups/service/next-due'
import { runDue } from '~/domains/followups/service/run-due'
import { raiseAlarms } from '~/domains/channels/service/watch-alarms'
import { notifyFailed } from '~/domains/outbox/service/failed-notices'
import { nextCutOff, refreshStatuses } from '~/domains/recovery/service'
import { refreshDailyFigures } from '~/domains/reports/daily'
import type { Clock } from '~/kernel/clock'
import { log } from '~/kernel/log'
import { systemScope, withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** The actor while the demonstration's clock fast-forwards. */
export const fastForwardScope = (empresaId: string, clock: Clock): EmpresaScope =>
  systemScope(empresaId, 'Máquina do tempo', clock)

/**
 * What the schedules of the domains do as time passes: carts first, which decide who is written to. Each returns how many
 * rows it changed that the figures count.
 */
const DOMAIN_WORK: readonly ((ctx: EmpresaSqlCtx) => Promise<number>)[] = [
  refreshStatuses,
  async (ctx) => (await runDue(ctx)).marked,
  markCampaignCarts,
  uncounted(runPosts),
  uncounted(settleCampaigns),
  uncounted(raiseAlarms),
  uncounted(notifyFailed),
]

function uncounted(work: (ctx: EmpresaSqlCtx) => Promise<unknown>): (ctx: EmpresaSqlCtx) => Promise<number> {
  return async (ctx) => {
    await work(ctx)
    return 0
  }
}

/**
 * Does in one empresa what is due now. What a domain changes and its figures are one unit of work, so that a page opened
 * during a fast-forward never shows a list and figures that disagree. A failure stops only its own domain; any number of
 * calls do the work once.
 */
export async function passTime(scope: EmpresaScope): Promise<void> {
  for (const work of DOMAIN_WORK)
    await alone(scope, async (ctx) => {
      if ((await work(ctx)) > 0) await refreshDailyFigures(ctx)
    })
}

/** The same when no page is open: the figures are left for the end. */
export async function passTimeQuietly(scope: EmpresaScope): Promise<void> {
  for (const work of DOMAIN_WORK) await alone(scope, work)
}

/** Adds the figures of each day up again. */
export function passFigures(scope: EmpresaScope): Promise<unknown> {
  return alone(scope, refreshDailyFigures)
}

/** The first time after now at which a domain of the empresa has something to do, its messages apart; null for none. */
export function nextInstant(scope: EmpresaScope): Promise<Date | null> {
  return withEmpresaSql(scope, async (ctx) =>
    earliest([await nextCutOff(ctx), await nextLook(ctx), await nextPost(ctx)]),
  )
}

/** The earliest of the times that aren't null. */
export function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.flatMap((at) => at?.getTime() ?? [])
  return known.length > 0 ? new Date(Math.min(...known)) : null
}

async function alone(scope: EmpresaScope, work: (ctx: EmpresaSqlCtx) => Promise<unknown>): Promise<void> {
  await withEmpresaSql(scope, work).catch((error: unknown) =>
    log('app').error({ err: error, empresaId: scope.empresaId }, 'a domain could not follow the clock'),
  )
}
