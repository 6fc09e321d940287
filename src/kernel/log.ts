import pino, { type Logger } from 'pino'
import { env } from '~/env'

export type Log = Logger

const EMAIL = /([\p{L}\d._%+-])[\p{L}\d._%+-]*(@[\p{L}\d.-]+)/gu
const PHONE = /(?<![\w.:-])(\+?\d[\d\s().-]{6,}\d)(?![\w.:-])/g
const SECRET_KEYS =
  /^(.*(password|passphrase|senha|secret|token|authorization|cookie|signature|private_?key|api_?key|sealed).*)$/i

/** Masks e-mails (`a…@loja.test`) and phones (last two digits kept) inside free text. */
export function maskText(text: string): string {
  return text.replace(EMAIL, '$1…$2').replace(PHONE, (phone) => {
    const digits = phone.replace(/\D/g, '')
    return digits.length < 8 ? phone : `…${digits.slice(-2)}`
  })
}

/** Masks every string of a value, and hides what stands under a secret's name. Depth is bounded. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (value instanceof Error) return { name: value.name, message: maskText(value.message), stack: maskText(value.stack ?? '') }
  if (value instanceof Date || value === null || typeof value !== 'object') return value
  if (depth > 5) return '…'
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_KEYS.test(name) ? '***' : maskValue(item, depth + 1)]),
  )
}

function destination() {
  const { RETOMA_LOG_DIR: dir } = env()
  if (!dir) return pino.destination(2)
  return pino.transport({
    target: 'pino-roll',
    options: { file: `${dir}/retoma`, extension: '.log', size: '10m', frequency: 'daily', mkdir: true, limit: { count: 30 } },
  })
}

let root: Log | undefined

/** The logger of a category (`import`, `engine`, `http`, `auth`…): JSON lines, personal data masked. */
export function log(category: string): Log {
  root ??= pino(
    {
      level: env().RETOMA_LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: (fields) => maskValue(fields) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? maskText(arg) : arg)) as Parameters<typeof method>)
        },
      },
    },
    destination(),
  )
  return root.child({ category })
}
