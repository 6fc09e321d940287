import { enqueueEvent } from '~/kernel/events'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { decidedCartsMarked } from './events'
import type { CartStatus } from './schema'

/** Marks within this time are counted together: a campaign marks every few seconds, and each count evaluates every cart. */
const GATHER_MS = 60_000
/** Until every transaction that marked in that time has committed. */
export const GATHERED_AFTER = '70s'

const DECIDED: readonly string[] = ['recuperado', 'abandonado'] satisfies CartStatus[]

/** To be called in the unit that marks carts, or takes marks back: those still open are counted when they are decided. */
export async function reportMarked(
  ctx: EmpresaCtx | EmpresaSqlCtx,
  carts: readonly { status: string }[],
): Promise<void> {
  if (!carts.some(({ status }) => DECIDED.includes(status))) return
  const window = String(Math.floor(ctx.now.getTime() / GATHER_MS))
  const id = `carts.decided_marked:${ctx.empresaId}:${window}`
  await enqueueEvent(ctx, decidedCartsMarked.create({ empresaId: ctx.empresaId }, { id }))
}
