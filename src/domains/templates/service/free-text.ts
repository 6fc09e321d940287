import { AppError } from '~/kernel/errors'
import { isOutsideWindow, OUTSIDE_WINDOW } from '../rules/cloud-template'
import { freeTextProblem } from '../rules/free-text'

/**
 * Rejects a text written by hand before it is queued: what would be cancelled later is reported at once.
 * @throws AppError BAD_INPUT
 */
export function requireSendable(body: string): void {
  const problem = freeTextProblem(body)
  if (problem)
    throw new AppError('BAD_INPUT', problem.reason, { fields: [{ field: 'body', reason: problem.reason }] })
}

/** Rejects a free text outside Meta's window. @throws AppError CONFLICT */
export function requireOpenWindow(
  { provider, lastInboundAt }: { provider: string; lastInboundAt: Date | null },
  now: Date,
): void {
  if (provider === 'cloud' && isOutsideWindow(lastInboundAt, now))
    throw new AppError('CONFLICT', `${OUTSIDE_WINDOW} Nada foi enviado.`)
}
