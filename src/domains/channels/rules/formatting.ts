export const STYLES = ['bold', 'italic', 'strike', 'mono'] as const
export type Style = (typeof STYLES)[number]
/** A run of text, or a marked part with its content. */
export type Piece = string | { style: Style; pieces: Piece[] }

/** The characters that mark a part in WhatsApp. */
export const MARKS: Record<Style, string> = { bold: '*', italic: '_', strike: '~', mono: '```' }
const STYLE_OF: Record<string, Style> = { '*': 'bold', _: 'italic', '~': 'strike' }

// A mark opens at the edge of a word before a letter, and closes after a letter at the edge of a word, in one line.
const MARKED = /```([\s\S]+?)```|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/u

/** Parses `*bold*`, `_italic_`, `~strike~` and ` ```mono``` ` as WhatsApp does; nothing inside mono is parsed. */
export function formatPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let rest = text
  for (let found = MARKED.exec(rest); found; found = MARKED.exec(rest)) {
    if (found.index > 0) pieces.push(rest.slice(0, found.index))
    const [whole, mono, mark, inside] = found
    if (mono !== undefined) pieces.push({ style: 'mono', pieces: [mono] })
    else pieces.push({ style: STYLE_OF[mark ?? ''] ?? 'bold', pieces: formatPieces(inside ?? '') })
    rest = rest.slice(found.index + whole.length)
  }
  return rest === '' ? pieces : [...pieces, rest]
}
