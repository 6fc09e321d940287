import { z } from 'zod'
import { FOLLOW_UP_KINDS } from './kinds'
import { STOPS } from './texts'

export const followUpKind = z.enum(FOLLOW_UP_KINDS)

/** At most thirty days: customers don't remember an older cart. */
const delayMinutes = z
  .number()
  .int()
  .min(0)
  .max(30 * 24 * 60, 'Use no máximo 30 dias.')
const holdoutPercent = z.number().int().min(0).max(50, 'O grupo de controle vai até 50%.')

const stepInput = z.object({
  delayMinutes,
  templateId: z.uuid('Escolha um modelo.'),
  active: z.boolean().default(true),
})
const stepsInput = z
  .array(stepInput)
  .min(1, 'Deixe pelo menos uma mensagem.')
  .max(10, 'Use no máximo 10 mensagens.')
  .refine(
    (steps) => steps.every((step, n) => n === 0 || step.delayMinutes > (steps[n - 1]?.delayMinutes ?? 0)),
    'Cada mensagem precisa vir depois da anterior.',
  )

export const saveFollowUpInput = z.object({ kind: followUpKind, holdoutPercent, steps: stepsInput })
export type SaveFollowUpInput = z.output<typeof saveFollowUpInput>

export const switchInput = z.object({
  kind: followUpKind,
  active: z.boolean(),
  /** The channel that sends; left out: the one chosen before, or the empresa's first. */
  connectionId: z.uuid('Conexão desconhecida.').optional(),
})
export type SwitchInput = z.output<typeof switchInput>

export const stepView = z.object({
  id: z.uuid(),
  position: z.number().int(),
  delayMinutes: z.number().int(),
  templateId: z.uuid(),
  templateName: z.string(),
  templateBody: z.string(),
  active: z.boolean(),
  /** Messages of the last 30 days. */
  queued: z.number().int(),
  sent: z.number().int(),
  cancelled: z.number().int(),
})
export const stopTally = z.object({
  code: z.enum(Object.keys(STOPS) as [keyof typeof STOPS]),
  reason: z.string(),
  count: z.number().int(),
})
export const followUpView = z.object({
  id: z.uuid(),
  kind: followUpKind,
  name: z.string(),
  active: z.boolean(),
  activeSince: z.date().nullable(),
  connectionId: z.uuid().nullable(),
  connectionName: z.string().nullable(),
  holdoutPercent: z.number().int(),
  steps: z.array(stepView),
  /** Subjects of the last 30 days: those in the series now, and why the others left it. */
  running: z.number().int(),
  stopped: z.array(stopTally),
})
export type FollowUpView = z.infer<typeof followUpView>
export const followUpList = z.array(followUpView)

const group = z.object({ people: z.number().int(), bought: z.number().int(), rate: z.number().nullable() })
/** The effect of the messages, in shares of customers (0 to 1); everything within the horizon after the cart. */
export const upliftView = z.object({
  horizonDays: z.number().int(),
  /** Share drawn now that gets nothing; 0: there is no control group. */
  holdoutPercent: z.number().int(),
  treated: group,
  holdout: group,
  lift: z.number().nullable(),
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  detectable: z.number().nullable(),
  verdict: z.enum(['funciona', 'atrapalha', 'ainda_nao_se_sabe', 'sem_dados']),
  text: z.string(),
})
export type UpliftView = z.infer<typeof upliftView>

/** What a follow-up would have done in the last 30 days. */
export const replayView = z.object({
  from: z.date(),
  to: z.date(),
  subjects: z.number().int(),
  wouldSend: z.number().int(),
  movedByQuietHours: z.number().int(),
  holdout: z.number().int(),
  steps: z.array(
    z.object({
      position: z.number().int(),
      delayMinutes: z.number().int(),
      sent: z.number().int(),
      moved: z.number().int(),
      /** Subjects that had stopped before this step. */
      stopped: z.number().int(),
      /** Customers who had received a message about another subject of theirs less than a day before. */
      recent: z.number().int(),
    }),
  ),
  stopped: z.array(stopTally),
  /** The latest messages that would have been sent. */
  sample: z.array(
    z.object({ name: z.string().nullable(), at: z.date(), position: z.number().int(), moved: z.boolean() }),
  ),
  /** True: there are more subjects than are replayed; the figures are of the latest ones. */
  cut: z.boolean(),
})
export type ReplayView = z.infer<typeof replayView>
