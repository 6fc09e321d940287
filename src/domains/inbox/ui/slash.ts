import { searchText } from '~/kernel/search-text'
import type { ReadyTexts } from '../texts-schema'

/** A text that can be inserted into the reply: a quick reply by its shortcut, or a template by its name. */
export type Choice = {
  id: string
  label: string
  text: string
  missing: readonly string[]
  kind: 'reply' | 'template'
}

/** How many choices the list above the reply shows. */
const MAX_SHOWN = 8

/**
 * The text after a `/` that begins a word and ends at the cursor, and the position of the `/`; null: no text is
 * requested.
 */
export function slashAt(body: string, cursor: number): { start: number; word: string } | null {
  const found = /(?:^|\s)\/([^\s/]{0,40})$/u.exec(body.slice(0, cursor))
  if (!found) return null
  const word = found[1] ?? ''
  return { start: cursor - word.length - 1, word }
}

/** All texts as choices. */
export function choicesOf({ replies, templates }: ReadyTexts): Choice[] {
  return [
    ...replies.map(({ id, shortcut, text, missing }) => ({
      id,
      label: `/${shortcut}`,
      text,
      missing,
      kind: 'reply' as const,
    })),
    ...templates.map(({ id, name, text, missing }) => ({
      id,
      label: name,
      text,
      missing,
      kind: 'template' as const,
    })),
  ]
}

/** Choices that match a word: by the beginning of their name first, then by any part of name or text. */
export function matching(choices: readonly Choice[], word: string): Choice[] {
  const wanted = searchText(word)
  if (wanted === '') return choices.slice(0, MAX_SHOWN)
  const named = (choice: Choice) => searchText(choice.label.replace(/^\//, ''))
  const first = choices.filter((choice) => named(choice).startsWith(wanted))
  const rest = choices.filter(
    (choice) => !first.includes(choice) && `${named(choice)} ${searchText(choice.text)}`.includes(wanted),
  )
  return [...first, ...rest].slice(0, MAX_SHOWN)
}

/** The reply with a text in place of what was typed after the `/`, and the new position of the cursor. */
export function withChoice(body: string, cursor: number, text: string): { body: string; cursor: number } {
  const start = slashAt(body, cursor)?.start ?? cursor
  return { body: `${body.slice(0, start)}${text}${body.slice(cursor)}`, cursor: start + text.length }
}
