import { formKey, guessField } from '~/adapters/shop/leads/keys'
import { MAPPING_TARGETS, type ConnectionTest, type FieldMappingView, type FormField } from './schema'

/**
 * Every field of the shop's forms once, however it is spelled, with what was written there and what it contains: fields of
 * the most used form first, those that only the mapping knows last.
 */
export function formFields(forms: ConnectionTest['forms'], mapping: FieldMappingView): FormField[] {
  const fields = new Map<string, FormField>()
  const fieldOf = (key: string): FormField => {
    const normal = formKey(key)
    const known = fields.get(normal)
    if (known) {
      if (!known.spellings.includes(key)) known.spellings.push(key)
      return known
    }
    const chosen =
      MAPPING_TARGETS.find((target) => mapping[target].some((one) => formKey(one) === normal)) ?? null
    const guess = guessField(key)?.field ?? null
    const field = { key, spellings: [key], forms: [], count: null, sample: null, guess, chosen }
    fields.set(normal, field)
    return field
  }
  for (const form of forms) {
    for (const key of form.fields) {
      const field = fieldOf(key)
      const name = form.name ?? form.id
      if (!field.forms.includes(name)) field.forms.push(name)
      const seen = form.seen.find((one) => one.field === key)
      if (!seen) continue
      field.count = (field.count ?? 0) + seen.count
      field.sample ??= seen.sample === '' ? null : seen.sample
    }
  }
  for (const target of MAPPING_TARGETS) for (const key of mapping[target]) fieldOf(key)
  return [...fields.values()]
}
