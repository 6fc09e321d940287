import { variableName } from '~/domains/templates/rules/variables'
import type { MessageValues } from '~/kernel/message'

/**
 * A ready-made text with its known variables filled in. A variable without a value stays as it was written, visible to
 * the user: a reply that still has one is never sent.
 */
export function fillKnown(body: string, values: MessageValues): { text: string; missing: string[] } {
  const missing = new Set<string>()
  const text = body.replace(/\{([^{}]*)\}/g, (whole, written: string) => {
    const name = variableName(written, 'livre')
    const value = name === null ? null : (values[name] ?? null)
    if (value === null || value.trim() === '') {
      missing.add(name ?? written.trim())
      return whole
    }
    return value
  })
  return { text, missing: [...missing] }
}

/** A shortcut as it is stored: `/Prazo de entrega ` → `prazo-de-entrega`. */
export function shortcutOf(typed: string): string {
  return typed
    .normalize('NFC')
    .trim()
    .toLocaleLowerCase('pt-BR')
    .replace(/^\/+/, '')
    .replace(/[\s/{}]+/g, '-')
}
