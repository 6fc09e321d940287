import type { z } from 'zod'
import { audit } from '~/kernel/audit'
import { enqueueEvent } from '~/kernel/events'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { empresaRulesChanged } from '../events'
import { changesOf } from '../rules'
import {
  createEmpresaInput,
  empresaSettings,
  settingsOf,
  type CreateEmpresaInput,
  type empresaDetails,
  type UpdateSettingsInput,
} from '../schema'

/** Who makes an empresa, and what it has from its first moment on. */
export type NewEmpresa = {
  settings?: z.input<typeof empresaSettings>
  scopeOf?: (empresaId: string) => EmpresaScope
  work?: (ctx: EmpresaCtx) => Promise<void>
}

/** Makes an empresa whole or not at all. @throws BAD_INPUT with the field, CONFLICT when the slug is taken. */
export async function createEmpresa(
  input: CreateEmpresaInput,
  { settings = {}, scopeOf = (id) => systemScope(id, 'Linha de comando'), work }: NewEmpresa = {},
): Promise<{ id: string; slug: string }> {
  const tenant = createEmpresaInput.parse(input)
  const id = await insertEmpresa(
    { ...tenant, settings },
    {
      scopeOf,
      work: async (ctx) => {
        await audit(ctx, {
          action: 'empresa.created',
          entity: 'empresa',
          entityId: ctx.empresaId,
          after: tenant,
        })
        await work?.(ctx)
      },
    },
  )
  return { id, slug: tenant.slug }
}

/** The empresa of the unit of work, its settings with defaults filled in. */
export function readEmpresa(ctx: EmpresaCtx): z.output<typeof empresaDetails> {
  return { ...ctx.empresa, settings: settingsOf(ctx.empresa.settings) }
}

/** Changes name, zone and settings; the log keeps what changed. Nothing changed writes nothing. */
export async function updateSettings(ctx: EmpresaCtx, input: UpdateSettingsInput): Promise<void> {
  // The row is locked: two users who save at once don't undo each other.
  const [stored] = await ctx.db.$queryRaw<{ name: string; timezone: string; settings: unknown }[]>`
    SELECT name, timezone, settings FROM empresas WHERE id = ${ctx.empresaId}::uuid FOR UPDATE`
  const old = { name: stored?.name ?? '', timezone: stored?.timezone ?? '', ...settingsOf(stored?.settings) }
  const { name = old.name, timezone = old.timezone, recovery, charging, start, ...messages } = input
  const settings = empresaSettings.parse({
    ...old,
    ...messages,
    recovery: { ...old.recovery, ...recovery },
    charging: { ...old.charging, ...charging },
    start: { ...old.start, ...start },
  })
  const { before, after } = changesOf(old, { name, timezone, ...settings })
  if (Object.keys(after).length === 0) return
  await ctx.db.empresa.update({
    where: { id: ctx.empresaId },
    data: { name, timezone, settings },
    select: { id: true },
  })
  await audit(ctx, {
    action: 'empresa.settings_changed',
    entity: 'empresa',
    entityId: ctx.empresaId,
    before,
    after,
  })
  if ('recovery' in after || 'timezone' in after) {
    await enqueueEvent(ctx, empresaRulesChanged.create({ empresaId: ctx.empresaId }))
  }
}
