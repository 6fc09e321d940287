import type { FieldMappingView, FormField } from './schema'

type Choice = FormField['chosen']

/**
 * The mapping after a user's choices; null is automatic. What wasn't touched stays as it is, in its order: of several
 * fields of one kind, the one named first wins.
 */
export function mappingAfter(
  mapping: FieldMappingView,
  fields: readonly FormField[],
  choices: ReadonlyMap<string, Choice>,
): FieldMappingView {
  const changed = new Set(fields.flatMap((field) => (choices.has(field.key) ? field.spellings : [])))
  const kept = (keys: readonly string[]) => keys.filter((key) => !changed.has(key))
  const picked = (target: NonNullable<Choice>) =>
    [...choices].flatMap(([key, choice]) => (choice === target ? [key] : []))
  const of = (target: NonNullable<Choice>) => [...kept(mapping[target]), ...picked(target)]
  return {
    name: of('name'),
    whatsapp: of('whatsapp'),
    size: of('size'),
    email: of('email'),
    ignored: of('ignored'),
  }
}
