import { initTRPC, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { databaseAway, isLoss, orAway } from './database-away'
import { AppError, ERROR_CODES, isDiskFull, lostRace, toAppError, type ErrorCode } from './errors'
import { log } from './log'
import { refuseUnstorable } from './storable'
import { withEmpresa, type EmpresaCtx, type EmpresaScope, type RequestInfo } from './tenancy/unit'
import { wireFormat } from './wire'

/** Highest first. */
export const ROLES = ['owner', 'admin', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** The signed-in user, as the database has them at this request. */
export type SessionUser = { id: string; name: string; email: string }

export type TrpcContext = {
  user: SessionUser | null
  request: RequestInfo
  now: () => Date
  /** @throws AppError NOT_FOUND for a missing or foreign empresa, FORBIDDEN for a role too low. */
  authorize: (slug: string, minRole: Role) => Promise<EmpresaScope>
}

/**
 * Every entry declares itself: the isolation test reads this.
 * `ids` names, in the order of the input's uuid fields, the kind of row that each points at.
 * `example` gives input fields that a generator can't guess. `bodyBytes`: how large its request may be, where that is more
 * than a form (app/api/trpc).
 */
export type EntryMeta = {
  scope?: 'empresa' | 'user' | 'public'
  role?: Role
  ids?: string[]
  example?: Record<string, unknown>
  bodyBytes?: number
}

/** Rejections of tRPC's own, before any procedure runs. */
const MALFORMED = new Set(['BAD_REQUEST', 'PARSE_ERROR', 'METHOD_NOT_SUPPORTED', 'UNSUPPORTED_MEDIA_TYPE'])

/** What a client may read of an error: code, Portuguese message, fields. Nothing internal. */
function exposed(error: TRPCError): AppError {
  const { cause } = error
  if (cause instanceof AppError) return cause
  if (error.code === 'BAD_REQUEST' && cause instanceof z.ZodError) return toAppError(cause)
  if (MALFORMED.has(error.code)) return new AppError('BAD_INPUT', 'Pedido malformado.')
  if (error.code === 'NOT_FOUND') return new AppError('NOT_FOUND', 'Não encontrado.')
  return lostRace(cause) ?? toAppError(isDiskFull(cause) ? cause : undefined)
}

const t = initTRPC
  .context<TrpcContext>()
  .meta<EntryMeta>()
  .create({
    transformer: wireFormat,
    isDev: false,
    errorFormatter({ shape, error, path }) {
      const { code, message, details } = exposed(error)
      return {
        ...shape,
        message,
        data: {
          code,
          path: path ?? null,
          httpStatus: ERROR_CODES[code].http,
          fields: details.fields ?? [],
          retryAfterSeconds: details.retryAfterSeconds ?? null,
        },
      }
    },
  })

/** Errors of which the log must say more than the user is shown. */
const UNEXPECTED = new Set<ErrorCode>(['INTERNAL', 'DISK_FULL'])

/** Gives thrown errors their status, and writes to the log what the client isn't shown. */
const guarded = t.procedure.use(async ({ next, path, type }) => {
  const result = await orAway(next())
  if (result.ok) return result
  const error = isLoss(result.error.cause) ? databaseAway(result.error.cause) : exposed(result.error)
  if (UNEXPECTED.has(error.code) || lostRace(result.error.cause))
    log('http').error({ err: result.error.cause ?? result.error, path, type }, 'procedure failed')
  throw new TRPCError({ code: ERROR_CODES[error.code].trpc, message: error.message, cause: error })
})

/** Inputs that no row can store stop here. */
const storable = t.middleware(async ({ next, getRawInput }) => {
  refuseUnstorable(await getRawInput())
  return next()
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Open without a session. */
export const publicProcedure = guarded.meta({ scope: 'public' }).use(storable)

/** Needs a signed-in, active user, before the input is looked at; touches only what is the user's own. */
export const userProcedure = guarded
  .meta({ scope: 'user' })
  .use(({ ctx, next }) => {
    if (!ctx.user) throw new AppError('UNAUTHENTICATED', 'Sua sessão terminou. Entre de novo.')
    return next({ ctx: { user: ctx.user } })
  })
  .use(storable)

/** Needs a membership with at least `minRole` in the empresa whose slug the input names; gives `ctx.scope` and `ctx.unit`. */
export function empresaProcedure(minRole: Role) {
  return userProcedure
    .meta({ scope: 'empresa', role: minRole })
    .input(z.object({ empresa: z.string() }))
    .use(async ({ ctx, input, next, path }) => {
      const granted = await ctx.authorize(input.empresa, minRole)
      const scope: EmpresaScope = { ...granted, request: { ...granted.request, path } }
      const unit = <T>(work: (unit: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
      return next({ ctx: { scope, unit } })
    })
}
