import { TEMPLATE_KIND_NAMES, TEMPLATE_KINDS, type TemplateKind } from '../kinds'
import { COMMON_VARIABLES, PROVIDED, REQUIRED, VARIABLES, type Variable } from '../rules/variables'

export const KIND_OPTIONS = TEMPLATE_KINDS.map((kind) => ({ value: kind, label: TEMPLATE_KIND_NAMES[kind] }))

/** The variables that a message of a kind has a value for, the required ones first. */
export function variablesFor(kind: TemplateKind): (Variable & { required: boolean })[] {
  const names = new Set<string>([...REQUIRED[kind], ...PROVIDED[kind], ...COMMON_VARIABLES])
  return [...names].flatMap((name) => {
    const found = VARIABLES.find((variable) => variable.name === name)
    return found ? [{ ...found, required: REQUIRED[kind].includes(name) }] : []
  })
}
