import { START_STEPS, type EmpresaSettings, type StartStep } from '~/domains/empresas/schema'

/** What the shop has so far: a source to read, an import that ended well, a channel of its own. */
export type Have = Record<StartStep, boolean>
export type Step = { step: StartStep; state: 'done' | 'skipped' | 'now' | 'later' }

/**
 * The first steps of a new shop, null when they aren't shown: once closed, or where work went on without them. The first
 * step that is neither done nor left out is the one to do now.
 */
export function firstSteps({ state, skipped }: EmpresaSettings['start'], have: Have): Step[] | null {
  const begun = have.loja || have.importacao
  if (state === 'closed' || (state === 'new' && begun)) return null
  const open = START_STEPS.find((step) => !have[step] && !skipped.includes(step))
  return START_STEPS.map((step) => ({
    step,
    state: have[step] ? 'done' : skipped.includes(step) ? 'skipped' : step === open ? 'now' : 'later',
  }))
}
