import { z } from 'zod'
import { retryAfter, sleepEnd } from './backoff'
import type { Answer } from './call'
import type { StepResult } from './store'

/** The decision about a call. */
export type Decision =
  | { kind: 'completed'; output: unknown }
  | { kind: 'failed'; error: unknown }
  /** The same call again. `attempt` starts over when steps succeed. */
  | { kind: 'retry'; at: Date }
  | {
      kind: 'advance'
      results: [hash: string, result: StepResult][]
      calls: string[]
      sleeps: [hash: string, until: Date][]
    }

const op = z.object({
  id: z.string(),
  op: z.string(),
  name: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.record(z.string(), z.unknown()).nullish(),
})
type Op = z.infer<typeof op>
type Try = { attempt: number; maxAttempts: number; now: Date; backoff: (attempt: number) => number }

/** Reads an answer of the SDK. Opcodes outside the subset end the run with an error that names them. */
export function decide(answer: Answer, state: Try): Decision {
  if (answer.status === 200) return { kind: 'completed', output: answer.body }
  if (answer.status !== 206) return again(answer, state) ?? { kind: 'failed', error: answer.body }
  const ops = z.array(op).safeParse(answer.body)
  if (!ops.success) return failed('the app answered no list of operations')
  const decision: Extract<Decision, { kind: 'advance' }> = {
    kind: 'advance',
    results: [],
    calls: [],
    sleeps: [],
  }
  for (const one of ops.data) {
    const reason = unsupported(one)
    if (reason) return failed(reason)
    if (one.op === 'StepRun') decision.results.push([one.id, { data: one.data ?? null }])
    if (one.op === 'StepFailed') decision.results.push([one.id, { error: one.error }])
    if (one.op === 'StepPlanned') decision.calls.push(one.id)
    if (one.op === 'StepError') {
      const retry = again(answer, state)
      if (retry) return retry
      decision.results.push([one.id, { error: one.error }])
    }
    if (one.op === 'Sleep') {
      const until = sleepEnd(one.name ?? '', state.now)
      if (!until) return failed(`cannot read the time of a sleep: ${one.name}`)
      decision.sleeps.push([one.id, until])
    }
  }
  const { results, calls, sleeps } = decision
  return results.length + calls.length + sleeps.length > 0 ? decision : failed('the app found nothing to do')
}

const OPCODES = new Set(['StepRun', 'StepError', 'StepFailed', 'StepPlanned', 'Sleep'])

function unsupported({ op: code, opts }: Op): string | null {
  if (!OPCODES.has(code)) return `the embedded engine does not support the operation ${code}`
  if (opts?.parallelMode)
    return `the embedded engine does not support the parallel mode ${String(opts.parallelMode)}`
  const { type } = opts ?? {}
  if (typeof type === 'string' && type !== 'step.sendEvent')
    return `the embedded engine does not support ${type}`
  return null
}

function again(answer: Answer, { attempt, maxAttempts, now, backoff }: Try): Decision | null {
  if (!answer.retryable || attempt + 1 >= maxAttempts) return null
  return {
    kind: 'retry',
    at: retryAfter(answer.retryAfter, now) ?? new Date(now.getTime() + backoff(attempt)),
  }
}

/** A failure of the engine's own making, in the shape of the SDK's errors. */
export function failed(message: string): Extract<Decision, { kind: 'failed' }> {
  return { kind: 'failed', error: { name: 'EngineError', message, stack: '' } }
}
