import { parsePhp, parsePhpLoosely, PhpError, type PhpMap, type PhpValue } from '../php'
import { text, type Cell } from '../port'

/** How often a column may have been serialised: WordPress serialises a second time what is serialised already. */
const LAYERS = 3

/**
 * A column that PHP serialised, or JSON in its place: its map, null when it is empty, and in Portuguese what is wrong
 * with it. Lengths count its bytes, NULs included; where they are wrong, the readable part is returned beside the
 * problem, with `partial` up to a cut.
 */
export function storedMap(
  cell: Cell | undefined,
  column: string,
  partial = false,
): { map: PhpMap | null; problem: string | null } {
  let stored = cell === null || cell === undefined ? '' : String(cell)
  for (let layer = 0; layer < LAYERS && stored.trim() !== ''; layer++) {
    let value: PhpValue
    try {
      value = /^\s*[[{]/.test(stored) ? jsonValue(stored) : parsePhp(stored)
    } catch (error) {
      if (error instanceof PhpError)
        return {
          map: mapLoosely(stored, partial),
          problem: `O conteúdo de ${column} está corrompido: ${error.message}.`,
        }
      if (error instanceof SyntaxError)
        return { map: null, problem: `O conteúdo de ${column} está cortado ou corrompido.` }
      throw error
    }
    if (value instanceof Map) return { map: value, problem: null }
    // PHP writes false, zero or null for an empty value.
    if (value === null || /^[01]?$/.test(value)) return { map: null, problem: null }
    if (!/^\s*(?:[aOs]:|[[{])/.test(value))
      return { map: null, problem: `O conteúdo de ${column} não é uma lista.` }
    stored = value
  }
  return { map: null, problem: null }
}

/** What can be read all the same, also where a tool masked its quotes; null for nothing. */
function mapLoosely(stored: string, partial: boolean): PhpMap | null {
  for (const form of [stored, stored.replaceAll('\\"', '"'), stored.replace(/&(?:quot|#0*34);/g, '"')]) {
    try {
      const value = parsePhpLoosely(form, partial)
      if (value instanceof Map && value.size > 0) return value
    } catch (error) {
      if (!(error instanceof PhpError)) throw error
    }
  }
  return null
}

/** JSON in the shape that `parsePhp` returns. @throws SyntaxError */
function jsonValue(json: string): PhpValue {
  return asPhp(JSON.parse(json), 0)
}

const MAX_DEPTH = 24

function asPhp(value: unknown, depth: number): PhpValue {
  if (value === null || value === undefined || depth > MAX_DEPTH) return null
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') return String(value)
  // A false amount is absent, not zero.
  if (typeof value !== 'object') return null
  return new Map(Object.entries(value).map(([key, inner]) => [key, asPhp(inner, depth + 1)]))
}
