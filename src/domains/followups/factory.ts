import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { FollowUpKind } from './kinds'
import { listFollowUps, saveFollowUp, switchFollowUp } from './service/follow-ups'

/** Test rows: a follow-up with the preset steps, switched on with a channel. @returns its id. */
export async function switchOn(
  scope: EmpresaScope,
  kind: FollowUpKind,
  connectionId: string,
  over: { holdoutPercent?: number } = {},
): Promise<string> {
  const id = await withEmpresa(scope, async (ctx) => {
    const found = (await listFollowUps(ctx)).find((followUp) => followUp.kind === kind)
    if (!found) throw new Error(`no follow-up ${kind}`)
    const { holdoutPercent = 0 } = over
    await saveFollowUp(ctx, { kind, holdoutPercent, steps: found.steps })
    return found.id
  })
  await withEmpresaSql(scope, (ctx) => switchFollowUp(ctx, { kind, active: true, connectionId }))
  return id
}
