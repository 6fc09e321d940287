import { z } from 'zod'

/** What can be done about something that doesn't run. */
const runningAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('resumeNumber'), id: z.uuid() }),
  /** Path inside the empresa. */
  z.object({ kind: z.literal('open'), href: z.string(), label: z.string() }),
  z.object({ kind: z.literal('check') }),
])

export const runningItem = z.object({
  id: z.string(),
  tone: z.enum(['red', 'amber']),
  text: z.string(),
  /** What it means; left out where there is little space. */
  hint: z.string().nullable(),
  action: runningAction,
})
export type RunningItem = z.output<typeof runningItem>

/** Whether everything runs: what doesn't, worst first. */
export const running = z.object({
  items: z.array(runningItem),
  /** No worker is running: no message leaves and no import moves. */
  workerStopped: z.boolean(),
  pausedUntil: z.date().nullable(),
  /** There is a channel that could send. */
  sends: z.boolean(),
})
export type Running = z.output<typeof running>
