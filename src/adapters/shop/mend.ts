import { isUtf8 } from 'node:buffer'
import { CODE_PAGE_437, CODE_PAGE_850 } from '~/kernel/code-page'
import { parsePhp } from './php'

/** 0x80 to 0x9f in MySQL's latin1, which is Windows-1252; unassigned bytes keep their code. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const CODES = new Map([...WINDOWS].map((sign, index) => [sign, 0x80 + index]))
const SIGNS = `\x80-\xbf${WINDOWS.replace(/[\x80-\x9f]/g, '')}`

/** UTF-8 that was read as Latin-1: a lead character, then a continuation character. */
const SUSPECT = new RegExp(`[\xc2-\xf4][${SIGNS}]`)
/** Letters of Portuguese and related languages, typographic signs and emoji: one of them alone is proof. */
const LIKELY =
  /^(?:[\xa0-\xff\u0100-\u017f\u2010-\u2044\u20ac\u2122\u2190-\u21ff\u2600-\u27bf]|\ufe0f|\u200d)$/
/** A capital letter before Ã or Â and a sign that may really follow a word: correct text ("AMANHÃ…"). */
const TRUE_TEXT = /^[^\x80-\uffff]*(?:[A-ZÀ-ÖØ-Þ][\xc2\xc3][\xa0…’–—][^\x80-\uffff]*)+$/
/** WordPress' placeholder for a percent sign while it builds a query, which a plugin stored for good. */
const PERCENT = /\{[0-9a-f]{64}\}/g
const MAX_TIMES = 3

/** Windows-1252 text that was read as Latin-1. Decoded by hand, because Node 20's TextDecoder confuses the two. */
export function fromWindows(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (sign) => WINDOWS.charAt(sign.charCodeAt(0) - 0x80))
}

/**
 * A value with its encoding repaired: UTF-8 that was stored as Latin-1, once or more often, and percent signs that
 * WordPress left masked. Anything that may be correct text stays. PHP's serialised lengths count bytes, so they decide.
 */
export function mendText(text: string): string {
  const plain = text.includes('{') && text.length > 65 ? text.replace(PERCENT, '%') : text
  const typed = TERMINAL.test(plain) ? fromTerminal(plain) : plain
  const mended = SUSPECT.test(typed) ? undoubled(typed) : typed
  if (mended === text || !/^[aOs]:\d+:/.test(text)) return mended
  return [text, mended, plain].find(isSerialised) ?? mended
}

/** UTF-8 that went through a Windows terminal: box-drawing characters amid letters, as in "Jo├úo". */
const TERMINAL = /[┬├┼]\P{ASCII}|ÔÇ|ΓÇ/u
const PAGES = [CODE_PAGE_850, CODE_PAGE_437].map(
  (page) => new Map([...page].map((sign, index) => [sign, 0x80 + index])),
)

/** The text whose UTF-8 bytes a terminal showed in its own code page; unchanged when they are none. */
function fromTerminal(text: string): string {
  for (const page of PAGES) {
    const bytes = [...text].map((sign) => (sign < '\x80' ? sign.charCodeAt(0) : page.get(sign)))
    if (!bytes.every((byte) => byte !== undefined)) continue
    const meant = Buffer.from(bytes)
    if (isUtf8(meant)) return meant.toString('utf8')
  }
  return text
}

function undoubled(text: string): string {
  let mended = text
  for (let time = 0; time < MAX_TIMES && SUSPECT.test(mended); time++) {
    const next = once(mended)
    if (next === null) break
    mended = next
  }
  return mended
}

/** The text whose UTF-8 bytes these characters are; null when they are none, or may be correct text. */
function once(text: string): string | null {
  if (TRUE_TEXT.test(text)) return null
  const bytes = Buffer.allocUnsafe(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const byte = code < 0x100 ? code : CODES.get(text.charAt(at))
    if (byte === undefined) return null
    bytes[at] = byte
  }
  if (!isUtf8(bytes)) return null
  const meant = bytes.toString('utf8')
  const runs = meant.match(/[\x80-\uffff]+/g) ?? []
  // Letters of other scripts prove nothing alone: "É…" is also a letter of another alphabet.
  return runs.every((run) => run.length > 1 || LIKELY.test(run)) ? meant : null
}

function isSerialised(text: string): boolean {
  try {
    parsePhp(text)
    return true
  } catch {
    return false
  }
}
