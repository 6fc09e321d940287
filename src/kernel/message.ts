/** `{nome}`, `{valor}`…: what a message template may name. */
export type MessageValues = Record<string, string | null>

/**
 * The template with its variables filled in; null when one of them has no value or is unknown,
 * so that a half-filled message is never offered.
 */
export function fillMessage(template: string, values: MessageValues): string | null {
  let complete = true
  const text = template.replace(/\{\s*([^{}]*?)\s*\}/g, (_, name: string) => {
    const value = values[name.toLowerCase()] ?? null
    if (value === null || value === '') complete = false
    return value ?? ''
  })
  return complete && !/[{}]/.test(text) && text.trim() !== '' ? text : null
}

/** How a shop would address someone: `MARIA APARECIDA SILVA` → `Maria`. Null when there is no usable name. */
export function firstName(name: string | null): string | null {
  const words = name?.trim().split(/\s+/) ?? []
  const [first = '', second] = words
  if (!isName(first)) return null
  return first.endsWith('.') && second && isName(second) ? `${cased(first)} ${cased(second)}` : cased(first)
}

function isName(word: string): boolean {
  return /^\p{L}[\p{L}'’.-]*$/u.test(word) && word.replace(/\P{L}/gu, '').length >= 2
}

/** A word that is shouted, or all small, with a capital; any other as its owner wrote it. */
function cased(word: string): string {
  const isShouted = word === word.toLocaleUpperCase('pt-BR') || word === word.toLocaleLowerCase('pt-BR')
  return isShouted
    ? word.charAt(0).toLocaleUpperCase('pt-BR') + word.slice(1).toLocaleLowerCase('pt-BR')
    : word
}
