import { FOUND_LIMITS } from '~/domains/access/rules'
import { reserveAttempt } from '~/domains/access/service/attempts'
import { addMember } from '~/domains/access/service/members'
import type { Self } from '~/domains/access/service/users'
import type { CreateEmpresaInput } from '~/domains/empresas/schema'
import { createEmpresa, type NewEmpresa } from '~/domains/empresas/service/empresa'
import { ensureFollowUps } from '~/domains/followups/service/follow-ups'
import { ensureConnection } from '~/domains/channels/service/connections'
import { ensureTemplates } from '~/domains/templates/service/templates'
import { env } from '~/env'
import { systemClock } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { clientKey } from '~/kernel/rate-limit'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

/** What every empresa has from the start: the simulator, the texts, and the follow-ups, switched off. */
const FIRST_ROWS: ((ctx: EmpresaCtx) => Promise<unknown>)[] = [
  ensureTemplates,
  ensureConnection,
  ensureFollowUps,
]

/** Makes an empresa with its first rows, whole or not at all. @throws BAD_INPUT with the field, CONFLICT for a taken slug */
export function newEmpresa(
  input: CreateEmpresaInput,
  { work, ...start }: NewEmpresa = {},
): Promise<{ id: string; slug: string }> {
  return createEmpresa(input, {
    ...start,
    work: async (ctx) => {
      for (const make of FIRST_ROWS) await make(ctx)
      await work?.(ctx)
    },
  })
}

/** Whether a signed-in user may make an empresa here: the platform decides. */
export function mayFound(): boolean {
  return env().RETOMA_OPEN_EMPRESAS
}

/**
 * A signed-in user makes an empresa and is its owner.
 * @throws FORBIDDEN where the platform doesn't allow it, TOO_MANY_TRIES, and as `newEmpresa`
 */
export async function foundEmpresa(self: Self, input: CreateEmpresaInput): Promise<{ slug: string }> {
  const { user, request, now } = self
  if (!mayFound())
    throw new AppError(
      'FORBIDDEN',
      'Neste portal, quem cria empresas é quem cuida do servidor. Peça a essa pessoa.',
    )
  await reserveAttempt(`found:${user.id}`, `found:${clientKey(request.ip)}`, systemClock(), FOUND_LIMITS)
  const actor = { kind: 'user', userId: user.id, name: user.name, role: 'owner' } as const
  const { slug } = await newEmpresa(input, {
    settings: { start: { state: 'open' } },
    scopeOf: (empresaId) => ({ empresaId, actor, request, now }),
    work: (ctx) => addMember(ctx, { userId: user.id, role: 'owner' }),
  })
  return { slug }
}
