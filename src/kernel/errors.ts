import { z } from 'zod'
import { ptBR } from 'zod/locales'
import { driverCodes } from './driver-codes'

// Every message of zod's own is Portuguese, in every schema.
z.config(ptBR())

/** The one table of error codes: HTTP status for REST and pages, tRPC code, and whether a job may try again. */
export const ERROR_CODES = {
  BAD_INPUT: { http: 400, trpc: 'BAD_REQUEST', retry: false },
  UNAUTHENTICATED: { http: 401, trpc: 'UNAUTHORIZED', retry: false },
  FORBIDDEN: { http: 403, trpc: 'FORBIDDEN', retry: false },
  /** Missing and foreign answer alike. */
  NOT_FOUND: { http: 404, trpc: 'NOT_FOUND', retry: false },
  CONFLICT: { http: 409, trpc: 'CONFLICT', retry: false },
  TOO_LARGE: { http: 413, trpc: 'PAYLOAD_TOO_LARGE', retry: false },
  TOO_MANY_TRIES: { http: 429, trpc: 'TOO_MANY_REQUESTS', retry: true },
  /** A shop, gateway or network that may answer later. */
  SOURCE_UNAVAILABLE: { http: 503, trpc: 'INTERNAL_SERVER_ERROR', retry: true },
  /** A shop or file that answers, but not with what it should. */
  SOURCE_INVALID: { http: 422, trpc: 'UNPROCESSABLE_CONTENT', retry: false },
  /** The product's own database gives no answer. */
  DATABASE_AWAY: { http: 503, trpc: 'SERVICE_UNAVAILABLE', retry: true },
  /** The disk of the product's own server. */
  DISK_FULL: { http: 507, trpc: 'SERVICE_UNAVAILABLE', retry: true },
  INTERNAL: { http: 500, trpc: 'INTERNAL_SERVER_ERROR', retry: true },
} as const

export type ErrorCode = keyof typeof ERROR_CODES

/** One wrong field: dotted path and what to do, in Portuguese. */
export type FieldError = { field: string; reason: string }

/** The only error that domains throw. `message` is Portuguese, safe to show, and says what to do. */
export class AppError extends Error {
  override readonly name = 'AppError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { fields?: FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
  }
}

/** What any thrown value means to the outside; unknown errors never show their own text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof z.ZodError) {
    const fields = error.issues.map((issue) => ({ field: issue.path.join('.'), reason: issue.message }))
    const first = fields[0]
    const text = first ? `${first.field ? `${first.field}: ` : ''}${first.reason}` : 'Dados inválidos.'
    return new AppError('BAD_INPUT', text, { fields, cause: error })
  }
  if (isDiskFull(error)) return new AppError('DISK_FULL', FULL, { cause: error })
  return new AppError('INTERNAL', 'Algo falhou aqui. Tente de novo; se continuar, fale com o suporte.', {
    cause: error,
  })
}

const FULL =
  'O disco do servidor do Retoma está cheio. Isto não foi gravado, e nada do que já estava guardado se perdeu. Avise quem cuida do servidor e tente de novo quando houver espaço.'

/** PostgreSQL's code for it, and the system's. */
const NO_SPACE = new Set(['53100', 'ENOSPC'])

/** Whether an error says that the disk is full, however deep the drivers wrapped it. */
export function isDiskFull(error: unknown): boolean {
  return driverCodes(error).some((code) => NO_SPACE.has(code))
}

/**
 * What a row that the database rejects means to the user: another user saved the same, or deleted what it points at, at the
 * same time, after both had looked. Null for anything else. Background work doesn't ask: it retries after a lost race.
 */
export function lostRace(error: unknown): AppError | null {
  if (error instanceof Error && vanished.safeParse(error).success)
    return new AppError('NOT_FOUND', 'Isto acabou de ser apagado. Atualize a página.', { cause: error })
  const violation = error instanceof Error ? constraintError.safeParse(error).data : undefined
  if (!violation) return null
  const conflict = (message: string, details = {}) =>
    new AppError('CONFLICT', message, { ...details, cause: error })
  if (violation.state === GONE)
    return conflict(
      'O que foi escolhido aqui acabou de mudar ou de ser apagado. Atualize a página e tente de novo.',
    )
  if (!violation.constraint.endsWith('_name_key'))
    return conflict(
      'Outra pessoa salvou o mesmo neste instante. Atualize a página e confira antes de tentar de novo.',
    )
  const reason = 'Outra pessoa acabou de usar este nome. Escolha outro.'
  return conflict(reason, { fields: [{ field: 'name', reason }] })
}

/** Prisma's words for a row that it should change, delete or connect and that is not there any more. */
const vanished = z.object({
  name: z.literal('PrismaClientKnownRequestError'),
  code: z.enum(['P2001', 'P2015', 'P2018', 'P2025']),
})

/** SQLSTATE of a unique key that is taken, and of a foreign key that points at nothing. */
const TAKEN = '23505'
const GONE = '23503'
const state = z.enum([TAKEN, GONE])

/** The drivers' own words for it: node-postgres, and Prisma over it. */
const constraintError = z.union([
  z
    .object({ code: state, constraint: z.string().default('') })
    .transform(({ code, constraint }) => ({ state: code, constraint })),
  z
    .object({
      meta: z.object({
        driverAdapterError: z.object({
          cause: z.object({
            originalCode: state,
            constraint: z.object({ index: z.string().default('') }).default({ index: '' }),
          }),
        }),
      }),
    })
    .transform(({ meta }) => {
      const { originalCode, constraint } = meta.driverAdapterError.cause
      return { state: originalCode, constraint: constraint.index }
    }),
])
