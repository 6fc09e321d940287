import pg from 'pg'
import { env } from '~/env'
import { driverCodes } from './driver-codes'
import { AppError } from './errors'

/** When work takes longer than this, the database is probed. */
const LOOK_AFTER_MS = 800
/** A database that doesn't answer the simplest query within this time is away: stopped, frozen or out of reach. */
const PATIENCE_MS = 3_000

const AWAY =
  'O banco de dados do Retoma não está respondendo. Nada se perde: tente de novo em um instante; se continuar, avise quem cuida do servidor.'
/** Marks the error for the error page: Next passes an error's digest on to the browser, and nothing else of it. */
export const AWAY_DIGEST = 'BANCO-FORA'

let looking: Promise<boolean> | null = null

/** Whether the database answers now; concurrent callers share one probe, on a connection outside of every pool. */
export function databaseAnswers(): Promise<boolean> {
  looking ??= look().finally(() => (looking = null))
  return looking
}

async function look(): Promise<boolean> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    application_name: 'retoma look',
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  })
  client.on('error', () => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  const asked = client
    .connect()
    .then(() => client.query('SELECT 1'))
    .then(
      () => true,
      // A server that rejects the connection for a reason of its own (too many connections) is there.
      (error: unknown) => !isLoss(error) && /^[0-9A-Z]{5}$/.test(codeOf(error)),
    )
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
    client.end().catch(() => undefined)
  }
}

/**
 * The work's answer, or that the database is away, within four seconds, also while it is frozen: its connections then stay
 * open and answer nothing. Work that goes on for long is left alone while the database answers.
 * @throws AppError DATABASE_AWAY, else what the work throws
 */
export async function orAway<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let settled = false
  const away = new Promise<never>((_, reject) => {
    const check = async () => {
      if (!(await databaseAnswers())) reject(databaseAway())
      else if (!settled) timer = setTimeout(() => void check(), LOOK_AFTER_MS)
    }
    timer = setTimeout(() => void check(), LOOK_AFTER_MS)
  })
  away.catch(() => undefined)
  try {
    return await Promise.race([work, away])
  } catch (error) {
    throw isLoss(error) ? databaseAway(error) : error
  } finally {
    settled = true
    clearTimeout(timer)
  }
}

/** The error DATABASE_AWAY, as a page can show it. */
export function databaseAway(cause?: unknown): AppError {
  return Object.assign(new AppError('DATABASE_AWAY', AWAY, { cause }), { digest: AWAY_DIGEST })
}

const LOSS = /^(?:08\w{3}|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|P1001|P1002|P1008|P1017)$/
const WORDS =
  /Connection terminated|is not queryable|Can't reach database server|timeout exceeded when trying to connect/

/** Whether an error says that the connection to the database failed, however deep the drivers wrapped it. */
export function isLoss(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || error instanceof AppError || depth > 4) return false
  const lost = driverCodes(error).some((code) => LOSS.test(code))
  return lost || WORDS.test(error.message) || isLoss(error.cause, depth + 1)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
