import type { GetStepTools, Inngest } from 'inngest'

/** What runs a memoised step of a background function. */
export type Step = Pick<GetStepTools<Inngest>, 'run'>

/**
 * Visits every empresa, each in a step of its own, so that one that fails doesn't keep the others from running.
 * @throws the first failure, after the last empresa.
 */
export async function eachEmpresa(
  step: Step,
  listEmpresas: () => Promise<{ id: string }[]>,
  visit: (empresaId: string) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const { id } of await step.run('list', listEmpresas)) {
    try {
      await step.run(`empresa-${id}`, () => visit(id))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
