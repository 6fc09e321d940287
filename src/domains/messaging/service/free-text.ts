import { AppError } from '~/kernel/errors'
import { freeTextProblem } from '../rules/free-text'

/** Refuses a text written by hand before it is queued: what would be cancelled later is said at once. @throws AppError BAD_INPUT */
export function requireSendable(body: string): void {
  const problem = freeTextProblem(body)
  if (problem)
    throw new AppError('BAD_INPUT', problem.reason, { fields: [{ field: 'body', reason: problem.reason }] })
}
