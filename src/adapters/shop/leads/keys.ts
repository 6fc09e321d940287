import { plain } from '../plain'
import type { FieldMapping, ShopForm } from '../records'

/** A form key in comparable form: no accents, no case, no outer blanks (t-17). */
export function formKey(key: string): string {
  return key.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** What Form Vibes adds of its own; not the contact's answers. */
export const INTERNAL_KEYS: ReadonlySet<string> = new Set(['ip', 'fv_form_id', 'fv_plugin', 'elementor_id'])

/** The fields of a lead. */
export type LeadField = Exclude<keyof FieldMapping, 'ignored'>
export const LEAD_FIELDS = ['name', 'whatsapp', 'size', 'email'] as const satisfies readonly LeadField[]

/** Consent of any kind, and checks against robots. */
const CONSENT =
  / (aceit\w*|accept\w*|autoriz\w*|concord\w*|consent\w*|permit\w*|lgpd|gdpr|opt in|optin|termos?|politica|privacidade|newsletter|(quero|desejo|gostaria de|posso) receber|li e|\w*captcha|honeypot) /
/** Fields about a third party, not the contact who fills the form in. */
const OTHERS =
  / (mae|pai|filh[oa]s?|espos[oa]|marido|conjuge|amig[oa]s?|indica\w*|emergencia|pet|cachorro|gat[oa]|bebe|crianca|alun[oa]|mother|father|friend) /
/** Names and sizes of things. */
const THINGS =
  / (empresa|loja|company|business|produto|product|usuario|user|username|arquivo|file|mensagem|message|assunto|subject|cidade|city|rua|bairro|banco|titular|fantasia|evento|projeto) /
const LAST_NAME = / (sobrenome|surname|last name|lastname|lname|ultimo nome) /
const WHOLE_NAME = / (nome|name|first name) (e |and )?(sobrenome|surname|last name) /

/** The surest first: of several fields of one kind, the first that is filled in wins. */
const GUESSES: readonly (readonly [LeadField, RegExp])[] = [
  ['email', / (e ?mails?|correio eletronico) /],
  ['size', / (sapatos?|tamanhos?|tam|calcados?|calca|numeracao|manequim|sizes?|shoes?) /],
  ['whatsapp', / (whats ?apps?|whats|wpp|zap|zapzap) /],
  ['whatsapp', / (celular(es)?|cel|mobile|cellphone|cell) /],
  ['whatsapp', / (telefones?|tel|fone|phones?|ddd|numero (de|para) contato) /],
  [
    'name',
    / (nome completo|full name|seu nome|your name|(nome|name) (e |and )?(sobrenome|surname)|como (podemos )?(te )?cham\w*) /,
  ],
  ['name', / (nome|name|fname|primeiro nome) /],
]

/** A key as words between blanks: `Número_do_sapato_9`, `your-name` and `firstName` alike. */
function wordsOf(key: string): string {
  const parted = plain(key).replace(/([a-z])([A-Z])/g, '$1 $2')
  return ` ${formKey(parted)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()} `
}

/** What a field holds by its name, and how surely (0 is the surest); null when the name doesn't show it. */
export function guessField(key: string): { field: LeadField; rank: number } | null {
  const said = wordsOf(key)
  if (INTERNAL_KEYS.has(formKey(key)) || CONSENT.test(said) || OTHERS.test(said)) return null
  const rank = GUESSES.findIndex(([, pattern]) => pattern.test(said))
  const field = GUESSES[rank]?.[0]
  if (!field) return null
  if ((field === 'name' || field === 'size') && THINGS.test(said)) return null
  if (field === 'name' && LAST_NAME.test(said) && !WHOLE_NAME.test(said)) return null
  return { field, rank }
}

/** The mapping that the names of the forms' fields suggest, for a user to correct (imp-2). */
export function suggestMapping(forms: readonly ShopForm[]): FieldMapping {
  const mapping: FieldMapping = { name: [], whatsapp: [], size: [], email: [], ignored: [] }
  const guesses = [...new Set(forms.flatMap((form) => form.fields))]
    .map((key) => ({ key, guess: guessField(key) }))
    .sort((a, b) => (a.guess?.rank ?? 0) - (b.guess?.rank ?? 0))
  for (const { key, guess } of guesses) {
    if (guess && !mapping[guess.field].some((known) => formKey(known) === formKey(key)))
      mapping[guess.field].push(key)
  }
  return mapping
}
