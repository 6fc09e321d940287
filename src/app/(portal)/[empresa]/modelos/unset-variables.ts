import type { TemplateKind } from '~/domains/templates/kinds'
import type { TemplateRow } from '~/domains/templates/schema'
import type { TemplateInPlace } from '~/domains/templates/ui/template-dialog'
import { offeredKinds } from '~/domains/templates/rules/offered-kinds'
import { creditorValues } from '~/domains/templates/rules/variables'
import type { OpenPage } from '../open-page'

/** Variables of charging texts whose value the empresa hasn't set yet. */
export async function unsetVariables({ caller, slug }: OpenPage): Promise<string[]> {
  const { settings } = await caller.empresas.get({ empresa: slug })
  return Object.entries(creditorValues(settings.charging)).flatMap(([name, value]) => (value ? [] : [name]))
}

/** Purposes that this empresa's templates are offered. */
export async function offeredPurposes({ caller, slug }: OpenPage): Promise<TemplateKind[]> {
  const [{ settings }, templates] = await Promise.all([
    caller.empresas.get({ empresa: slug }),
    caller.messaging.templates.list({ empresa: slug }),
  ])
  const used = templates.map(({ kind }) => kind)
  return offeredKinds(used, settings.charging.creditor !== null)
}

/** A template as its editor takes it elsewhere than on its own page. */
export function templateInPlace({
  id,
  kind,
  name,
  body,
  active,
  cloud,
  updatedAt,
}: TemplateRow): TemplateInPlace {
  return { id, kind, name, body, active, cloud, version: updatedAt.toISOString() }
}
