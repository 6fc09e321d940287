import type { MessageValues } from '~/kernel/message'
import type { TemplateKind } from '../kinds'
import { lintCharging } from './charging'
import {
  creditorValues,
  CREDITOR_VARIABLES,
  neverProvided,
  REQUIRED,
  variableName,
  VARIABLES,
  type Charging,
} from './variables'

/** Longest text that every provider accepts. */
export const LONGEST_BODY = 4096

const SLOT = /\{([^{}]*)\}/g

/** A problem of a text: where the editor marks it, and the reason in Portuguese. */
export type TemplateProblem = { code: string; reason: string; variable?: string }

/** Names, in Portuguese, of the variables that a text uses; unknown ones as they were written. */
export function variablesOf(body: string, kind: TemplateKind): { known: string[]; unknown: string[] } {
  const known = new Set<string>()
  const unknown = new Set<string>()
  for (const [, written = ''] of body.matchAll(SLOT)) {
    const name = variableName(written, kind)
    if (name) known.add(name)
    else unknown.add(written.trim())
  }
  return { known: [...known], unknown: [...unknown] }
}

/** Every problem that prevents a text from being saved as a template of its kind; empty when there is none. */
export function templateProblems(kind: TemplateKind, body: string): TemplateProblem[] {
  const problems: TemplateProblem[] = []
  if (body.trim() === '') problems.push({ code: 'vazio', reason: 'Escreva a mensagem.' })
  if (body.length > LONGEST_BODY)
    problems.push({ code: 'longo', reason: `Use no máximo ${String(LONGEST_BODY)} caracteres.` })
  const { known, unknown } = variablesOf(body, kind)
  for (const variable of unknown)
    problems.push({
      code: 'variavel_desconhecida',
      variable,
      reason: `A variável {${variable}} não existe. Escolha uma da lista ao lado.`,
    })
  // The source of a free text's values is known only where the text is used.
  for (const variable of kind === 'livre' ? [] : neverProvided(kind, known))
    problems.push({
      code: 'variavel_nunca_tem_valor',
      variable,
      reason: `{${variable}} nunca tem valor numa mensagem deste tipo. Tire-a do texto.`,
    })
  for (const variable of REQUIRED[kind].filter((name) => !known.includes(name)))
    problems.push({
      code: 'variavel_obrigatoria',
      variable,
      reason: `Falta {${variable}}: uma mensagem deste tipo precisa dela.`,
    })
  if (/[{}]/.test(body.replace(SLOT, '')))
    problems.push({
      code: 'chave_solta',
      reason: 'Há uma chave { ou } sem par. Variáveis se escrevem {nome}.',
    })
  const setting = unsetSetting(body)
  if (setting)
    problems.push({
      code: 'configuracao',
      reason: `O texto ainda traz ${setting}. Troque pelo valor de verdade.`,
    })
  return [...problems, ...lintCharging(kind, body)]
}

const UNSET =
  /\[\s*(?:configur(?:ar?|e)|preench(?:er|a)|inserir|insira|coloc(?:ar|que)|defin(?:ir|a)|inform(?:ar|e)|adicion(?:ar|e)|troc(?:ar|que)|digit(?:ar|e)|seus?|suas?|(?:nome|link|endere[cç]o|telefone|valor) d[aeo]|chave|pix)\b[^\]]*\]/i

/** `[CONFIGURAR CHAVE PIX]` and the like: a placeholder that a user must replace. */
export function unsetSetting(text: string): string | null {
  return UNSET.exec(text)?.[0] ?? null
}

const FILL_IN = 'Preencha “Quem cobra” nas Configurações.'
const inBraces = (names: readonly string[]) => names.map((name) => `{${name}}`).join(', ')

/** Why no message of a text leaves while the empresa hasn't set a creditor; null when it has, or needn't. */
export function missingSettings(body: string, charging: Charging): string | null {
  const values = creditorValues(charging)
  const missing = variablesOf(body, 'livre').known.filter(
    (name) => CREDITOR_VARIABLES.includes(name) && !values[name],
  )
  return missing.length > 0 ? `Sem valor para ${inBraces(missing)}: nada sairia. ${FILL_IN}` : null
}

export type Rendered = { ok: true; text: string } | { ok: false; missing: string[]; reason: string }

/**
 * The text with every variable filled in, or what is missing: a message with an unresolved variable never exists (t-26).
 * Values are never read as templates again.
 */
export function renderTemplate(kind: TemplateKind, body: string, values: MessageValues): Rendered {
  const missing = new Set<string>()
  const text = body.replace(SLOT, (_, written: string) => {
    const name = variableName(written, kind)
    const value = name === null ? null : (values[name] ?? null)
    if (value === null || value.trim() === '') missing.add(name ?? written.trim())
    return value ?? ''
  })
  if (missing.size > 0) {
    const advice = CREDITOR_VARIABLES.some((name) => missing.has(name)) ? ` ${FILL_IN}` : ''
    return {
      ok: false,
      missing: [...missing],
      reason: `Sem valor para ${inBraces([...missing])}: a mensagem não foi enviada.${advice}`,
    }
  }
  const leftover = /[{}]/.test(body.replace(SLOT, '')) ? 'uma chave { ou } sem par' : unsetSetting(text)
  if (leftover)
    return { ok: false, missing: [], reason: `O texto tem ${leftover}: a mensagem não foi enviada.` }
  if (text.trim() === '') return { ok: false, missing: [], reason: 'O texto ficou vazio: nada foi enviado.' }
  if (text.length > LONGEST_BODY)
    return { ok: false, missing: [], reason: 'O texto ficou longo demais para o WhatsApp: nada foi enviado.' }
  return { ok: true, text }
}

/** The preview of the editor: samples replace the real values. */
export function previewTemplate(kind: TemplateKind, body: string, over: MessageValues = {}): string {
  const samples = new Map(VARIABLES.map(({ name, sample }) => [name, sample]))
  return body.replace(SLOT, (whole, written: string) => {
    const name = variableName(written, kind)
    return (name && (over[name] ?? samples.get(name))) ?? whole
  })
}
