import { EventType, Inngest, Middleware, NonRetriableError, RetryAfterError } from 'inngest'
import { z } from 'zod'
import { env } from '~/env'
import { AppError, ERROR_CODES, toAppError } from './errors'
import type { EventDefinition } from './events'
import { log } from './log'

/**
 * What a thrown value means to the engine: an error that a retry can't fix never retries, and a source that named a time
 * is retried then. Everything else retries with backoff.
 */
export function asJobError(error: unknown): unknown {
  if (!(error instanceof AppError) && !(error instanceof z.ZodError)) return error
  const known = toAppError(error)
  if (!ERROR_CODES[known.code].retry) return new NonRetriableError(known.message, { cause: error })
  const { retryAfterSeconds } = known.details
  if (retryAfterSeconds === undefined) return error
  return new RetryAfterError(known.message, `${Math.max(1, Math.ceil(retryAfterSeconds))}s`, { cause: error })
}

/** Gives every function and step the error table of kernel/errors. */
class ErrorTable extends Middleware.BaseMiddleware {
  readonly id = 'retoma:errors'
  override async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs): Promise<unknown> {
    return next().catch((error: unknown) => Promise.reject(asJobError(error)))
  }
  override async wrapFunctionHandler({ next }: Middleware.WrapFunctionHandlerArgs): Promise<unknown> {
    return next().catch((error: unknown) => Promise.reject(asJobError(error)))
  }
}

/** Errors that any client, or an absent server, can cause: logged as one line, without the library's stack trace. */
const ONE_LINE = new Set(['Signature validation failed', 'Failed to register'])

type LogArgs = [first: unknown, message?: unknown]
const write =
  (level: 'debug' | 'info' | 'warn' | 'error') =>
  (...[first, message]: LogArgs) => {
    const jobs = log('jobs')
    if (typeof first === 'string') jobs[level]({}, first)
    else if (typeof message === 'string' && ONE_LINE.has(message)) jobs.warn(withoutTrace(first), message)
    else jobs[level](first, typeof message === 'string' ? message : undefined)
  }
function withoutTrace(fields: unknown): object {
  if (fields === null || typeof fields !== 'object') return {}
  const { err, ...rest } = fields as { err?: unknown }
  return { ...rest, reason: err instanceof Error ? err.message : undefined }
}
const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }

/** A client that speaks to the embedded engine and to a real server alike: requests are always signed. */
export function createClient(id: string): Inngest {
  // isDev would switch the signatures off; checkpointing needs endpoints that the embedded engine leaves out.
  return new Inngest({
    id,
    isDev: false,
    checkpointing: false,
    aiMetadata: false,
    logger,
    middleware: [ErrorTable],
  })
}

/** The client of every function. Its address and keys come with `startWorker` or from the environment. */
export const inngest = createClient('retoma')

/**
 * The real Inngest server that the environment names, or null: the embedded engine runs the functions.
 * @throws AppError when only some of the three variables are set.
 */
export function remoteServer(): { baseUrl: string; eventKey: string; signingKey: string } | null {
  const { INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey } = env()
  if (baseUrl && eventKey && signingKey) return { baseUrl, eventKey, signingKey }
  if (!baseUrl && !eventKey && !signingKey) return null
  throw new AppError(
    'BAD_INPUT',
    'Defina INNGEST_BASE_URL, INNGEST_EVENT_KEY e INNGEST_SIGNING_KEY juntas, ou nenhuma.',
  )
}

/** What starts a function whenever such an event is published; a payload outside its schema never retries. */
export function trigger<const Name extends string, Schema extends z.ZodObject>({
  name,
  schema,
}: EventDefinition<Name, Schema>) {
  return new EventType<Name, Schema>({ name, schema })
}
