import type { FieldMapping, ShopForm } from '../records'

/** A form key for comparing: no accents, no case, no outer blanks (t-17). */
export function formKey(key: string): string {
  return key.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** What Form Vibes adds of its own; not answers of the person. */
export const INTERNAL_KEYS: ReadonlySet<string> = new Set(['ip', 'fv_form_id', 'fv_plugin', 'elementor_id'])

const GUESSES = [
  ['email', /e[-_ ]?mail/],
  ['whatsapp', /whats|wpp|zap|telefone|celular|^tel|phone|^fone/],
  ['size', /sapato|tamanho|calcado|numeracao|^size/],
  ['name', /^(seu[-_ ])?(nome|name)(?!.*(empresa|loja))|^(first|full)[-_ ]?name/],
] as const

/** The mapping that the names of the forms' fields suggest, for a person to correct (imp-2). */
export function suggestMapping(forms: readonly ShopForm[]): FieldMapping {
  const mapping: FieldMapping = { name: [], whatsapp: [], size: [], email: [] }
  for (const field of new Set(forms.flatMap((form) => form.fields))) {
    const found = GUESSES.find(([, pattern]) => pattern.test(formKey(field)))
    if (found && !mapping[found[0]].some((known) => formKey(known) === formKey(field)))
      mapping[found[0]].push(field)
  }
  return mapping
}
