import type { z } from 'zod'
import { settingsOf } from '~/domains/empresas/schema'
import { updateSettings } from '~/domains/empresas/service/empresa'
import { orderStatusList } from '~/domains/orders/service'
import { orderStatusName } from '~/domains/orders/texts'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { isKnownStatus, isLikelySale } from './rules'
import type { answerStatusesInput, UnknownStatus } from './schema'

/** Unexplained statuses of the shop's orders, with the likely answer. */
export async function unknownStatuses(ctx: EmpresaCtx): Promise<UnknownStatus[]> {
  const rule = settingsOf(ctx.empresa.settings).recovery
  return (await orderStatusList(ctx))
    .filter((status) => !isKnownStatus(status, rule))
    .map((status) => ({ status, name: orderStatusName(status), likelySale: isLikelySale(status) }))
}

/** A user says which of them are sales; carts are matched again. */
export async function answerStatuses(
  ctx: EmpresaCtx,
  { answers }: z.output<typeof answerStatusesInput>,
): Promise<void> {
  // Locked, and read behind the lock: two users who answer at once don't undo each other.
  const [stored] = await ctx.db.$queryRaw<{ settings: unknown }[]>`
    SELECT settings FROM empresas WHERE id = ${ctx.empresaId}::uuid FOR UPDATE`
  const { extraSaleStatuses, otherStatuses } = settingsOf(stored?.settings).recovery
  const said = new Map(answers.map(({ status, sale }) => [status, sale]))
  const kept = (list: readonly string[]) => list.filter((status) => !said.has(status))
  const of = (sale: boolean) => [...said].flatMap(([status, one]) => (one === sale ? [status] : []))
  await updateSettings(ctx, {
    recovery: {
      extraSaleStatuses: [...kept(extraSaleStatuses), ...of(true)],
      otherStatuses: [...kept(otherStatuses), ...of(false)],
    },
  })
}
