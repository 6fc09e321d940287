import type { MessageValues } from '~/kernel/message'
import type { TemplateKind } from '../kinds'
import { lintCharging } from './charging'
import { unsetSetting } from './templates'
import { COMMON_VARIABLES, CREDITOR_VARIABLES, FIELD_PREFIX, PROVIDED } from './variables'

/** A template that Meta approved, bound to one of ours: which variable of ours fills each of its {{1}}, {{2}}… */
export type CloudTemplate = {
  name: string
  language: string
  category: string
  body: string
  parameters: readonly string[]
}

const DAY_MS = 86_400_000
/** Longest value that Meta accepts for a variable of a body. */
const LONGEST = 1024

export const OUTSIDE_WINDOW =
  'Passaram 24 horas desde a última mensagem da pessoa: a Meta só aceita modelos aprovados agora.'

/** Whether only an approved template may go: the contact never wrote, or not within the last 24 hours. */
export function isOutsideWindow(lastInboundAt: Date | null, now: Date): boolean {
  return lastInboundAt === null || now.getTime() - lastInboundAt.getTime() >= DAY_MS
}

export type FilledTemplate =
  { ok: true; text: string; parameters: string[] } | { ok: false; missing: string[]; reason: string }

/**
 * The message and its text as read; or which values are missing: a message with an unresolved variable never exists (t-26).
 */
export function fillCloudTemplate(template: CloudTemplate, values: MessageValues): FilledTemplate {
  // Meta rejects line breaks, tabs and runs of spaces inside a value.
  const parameters = template.parameters.map((name) =>
    (values[name] ?? '').replace(/\s+/g, ' ').trim().slice(0, LONGEST),
  )
  const missing = template.parameters.filter((_, n) => parameters[n] === '')
  if (missing.length > 0) {
    const names = missing.map((name) => `{${name}}`).join(', ')
    return { ok: false, missing, reason: `Sem valor para ${names}: o modelo aprovado não foi enviado.` }
  }
  const text = withHoles(template.body, (n) => parameters[n - 1] ?? '')
  const setting = unsetSetting(text)
  if (setting)
    return { ok: false, missing, reason: `O texto tem ${setting}: o modelo aprovado não foi enviado.` }
  return { ok: true, text, parameters }
}

/** The body with our variables named in place of {{1}}, {{2}}…, like a text of ours. */
export function namedBody({ body, parameters }: Pick<CloudTemplate, 'body' | 'parameters'>): string {
  return withHoles(body, (n) => `{${parameters[n - 1] ?? ''}}`)
}

/** The body with {{1}}, {{2}}… replaced by the results of `of`. */
export function withHoles(body: string, of: (n: number) => string): string {
  return body.replace(/\{\{\s*(\d+)\s*\}\}/g, (_, n: string) => of(Number(n)))
}

/** Variables that a message of a kind has a value for. */
export function valuesOfKind(kind: TemplateKind): string[] {
  return [...PROVIDED[kind], ...COMMON_VARIABLES, ...CREDITOR_VARIABLES]
}

/** Why an approved template can't be bound to one of ours of a kind with these variables; null when it can. */
export function cloudTemplateProblem(
  chosen: { body: string; holes: number; unusable: string | null },
  parameters: readonly string[],
  kind: TemplateKind,
): string | null {
  if (chosen.unusable !== null) return `Este modelo da Meta não serve aqui. ${chosen.unusable}`
  if (parameters.length !== chosen.holes)
    return `O modelo da Meta tem ${String(chosen.holes)} ${chosen.holes === 1 ? 'variável' : 'variáveis'}: diga o que vai em cada uma.`
  const offered = valuesOfKind(kind)
  const unknown = parameters.find(
    (name) => !offered.includes(name) && !(kind === 'livre' && name.startsWith(FIELD_PREFIX)),
  )
  if (unknown !== undefined)
    return `A variável {${unknown}} não tem valor neste tipo de mensagem. Escolha outra.`
  // The law's rules for our own text apply to the one that replaces it, too (t-51).
  const [unlawful] = lintCharging(kind, namedBody({ body: chosen.body, parameters }))
  return unlawful?.reason ?? null
}

/** Why a binding can't stay once our template is of this kind; null when it can. */
export function bindingProblem(bound: CloudTemplate, kind: TemplateKind): string | null {
  const { body, parameters } = bound
  return cloudTemplateProblem({ body, holes: parameters.length, unusable: null }, parameters, kind)
}
