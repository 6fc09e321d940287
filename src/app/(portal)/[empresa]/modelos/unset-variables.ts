import { creditorValues } from '~/domains/messaging/rules/variables'
import type { OpenPage } from '../open-page'

/** Variables of charging texts whose value the empresa hasn't told yet. */
export async function unsetVariables({ caller, slug }: OpenPage): Promise<string[]> {
  const { settings } = await caller.empresas.get({ empresa: slug })
  return Object.entries(creditorValues(settings.charging)).flatMap(([name, value]) => (value ? [] : [name]))
}
