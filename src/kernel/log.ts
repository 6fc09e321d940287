import pino, { type DestinationStream, type Logger } from 'pino'
import { env } from '~/env'
import { openLogFile } from './log-file'
import { maskText, maskValue } from './mask'

export type Log = Logger
type Fields = Record<string, unknown>

/** A logger that writes JSON lines to `to`, with personal data and secrets masked wherever they stand. */
export function createLog(level: string, to: DestinationStream): Log {
  const root = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (value: unknown) => value },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => maskValue(fields) as Fields,
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[]
          // pino would take an error's own message as it is.
          const fields: unknown = first instanceof Error ? { err: first } : first
          const error = fields !== null && typeof fields === 'object' ? (fields as Fields).err : undefined
          const texts = rest.length === 0 && error instanceof Error ? [error.message] : rest
          const masked = [
            typeof fields === 'string' ? maskText(fields) : fields,
            ...texts.map((text) => maskValue(text)),
          ]
          method.apply(this, masked as Parameters<typeof method>)
        },
      },
    },
    to,
  )
  // pino shows the fields of a child to no formatter; children inherit this from the root.
  const child = root.child
  root.child = function (this: Log, fields: Fields, options) {
    return child.call(this, maskValue(fields) as Fields, options)
  } as typeof root.child
  return root
}

/** One per process: Next loads this file once per bundle, and two writers would set aside each other's file. */
const holder = globalThis as { retomaLog?: Log }

/** The logger of a category (`import`, `engine`, `http`, `auth`…). */
export function log(category: string): Log {
  const { RETOMA_LOG_LEVEL: level, RETOMA_LOG_DIR: dir } = env()
  holder.retomaLog ??= createLog(level, dir ? openLogFile({ dir }) : pino.destination(2))
  return holder.retomaLog.child({ category })
}
