import { z } from 'zod'
import { parseSchedule } from './cron'

/** A function as the engine runs it. */
export type RegisteredFunction = {
  id: string
  url: string
  maxAttempts: number
  /** `failedOf`: only failures of that function (how the SDK registers `onFailure`). */
  events: { name: string; failedOf?: string }[]
  crons: string[]
  /** Calls at once per value of `key` (a path into `{ event }`). Null: no limit. */
  concurrency: { limit: number; key: string[] | null } | null
  idempotency: string[] | null
  cancels: { event: string; path: string[] }[]
}

const PATH = /^event(\.[A-Za-z_]\w*)+$/
const MATCH = /^event((?:\.[A-Za-z_]\w*)+) == async\1$/
const FAILURE_OF = /^event\.data\.function_id == '([^']+)'$/
const FAILED = 'inngest/function.failed'

const keyPath = z
  .string()
  .regex(PATH, 'only a dotted path such as event.data.empresaId is supported')
  .transform((path) => path.split('.').slice(1))

const limit = z.int().positive()
const concurrency = z.preprocess(
  (rule) =>
    typeof rule === 'number' ? { limit: rule } : Array.isArray(rule) && rule.length === 1 ? rule[0] : rule,
  z
    .strictObject(
      { limit, key: keyPath.optional(), scope: z.literal('fn', 'only the scope fn is supported').optional() },
      { error: (issue) => (Array.isArray(issue.input) ? 'only one limit is supported' : undefined) },
    )
    .transform((rule) => ({ limit: rule.limit, key: rule.key ?? null })),
)

const exactName = z.string().regex(/^[^*]+$/, 'event names are exact, wildcards are not supported')
const schedule = z.string().refine((text) => parseSchedule(text) !== null, 'not five fields with a known TZ=')
const trigger = z
  .strictObject({ event: exactName.optional(), cron: schedule.optional(), expression: z.string().optional() })
  .refine((one) => !one.expression || (one.event === FAILED && FAILURE_OF.test(one.expression)), {
    message: 'the option `if` is not supported',
  })

const step = z.object({
  runtime: z.object({ type: z.literal('http'), url: z.url() }),
  retries: z.strictObject({ attempts: z.int().min(0).max(20) }).optional(),
})

const definition = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(trigger).min(1),
  steps: z.strictObject({ step }),
  concurrency: concurrency.optional(),
  idempotency: keyPath.optional(),
  cancel: z
    .array(
      z.strictObject({
        event: exactName,
        if: z.string('cancelOn needs `match`').regex(MATCH, 'cancelOn is supported with `match` only'),
      }),
    )
    .optional(),
})

const registerBody = z.object({ appName: z.string(), functions: z.array(z.unknown()) })

/** The SDK's default: three retries after the first call. */
const DEFAULT_RETRIES = 3

/** Reads what `/fn/register` receives. @throws Error that names the function and every option outside the subset. */
export function parseRegistration(body: unknown): { app: string; functions: RegisteredFunction[] } {
  const { appName, functions } = registerBody.parse(body)
  return { app: appName, functions: functions.map(parseFunction) }
}

function parseFunction(raw: unknown): RegisteredFunction {
  const parsed = definition.safeParse(raw)
  if (!parsed.success) {
    const { id } = z.object({ id: z.string() }).catch({ id: '?' }).parse(raw)
    const reasons = parsed.error.issues.flatMap(reasonsOf).join('; ')
    throw new Error(`function ${id} cannot run on the embedded engine: ${reasons}`)
  }
  const { id, triggers, steps, cancel, ...options } = parsed.data
  return {
    id,
    url: steps.step.runtime.url,
    maxAttempts: (steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    events: triggers.flatMap(({ event, expression }) =>
      event ? [{ name: event, failedOf: FAILURE_OF.exec(expression ?? '')?.[1] }] : [],
    ),
    crons: triggers.flatMap(({ cron }) => (cron ? [cron] : [])),
    concurrency: options.concurrency ?? null,
    idempotency: options.idempotency ?? null,
    cancels: (cancel ?? []).map((rule) => ({
      event: rule.event,
      path: (MATCH.exec(rule.if)?.[1] ?? '').split('.').slice(1),
    })),
  }
}

function reasonsOf(issue: z.core.$ZodIssue): string[] {
  const names = issue.code === 'unrecognized_keys' ? issue.keys : []
  if (names.length > 0)
    return names.map((name) => `option ${[...issue.path, name].join('.')} is not supported`)
  return [`option ${issue.path.join('.')}: ${issue.message}`]
}
