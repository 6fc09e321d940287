import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { ufOfDdd } from './br'

/** What a phone field turned out to be. */
export type PhoneRecord = {
  raw: string | null
  /** `+5511987654321`, only when `status` is valid. */
  e164: string | null
  /**
   * What customers are matched by; different numbers never share one. Brazilian: area code + number, without the ninth digit
   * where mobiles once lacked it. Foreign: the E.164 number with its plus, which no Brazilian key has.
   */
  key: string | null
  /** `incomplete`: a number without its area code, which is never guessed. */
  status: 'valid' | 'incomplete' | 'invalid' | 'none'
  /** State of the area code. */
  uf: string | null
}

type Reading = Omit<PhoneRecord, 'raw'>

const NONE: Reading = { e164: null, key: null, status: 'none', uf: null }
const INVALID: Reading = { ...NONE, status: 'invalid' }
const INCOMPLETE: Reading = { ...NONE, status: 'incomplete' }

/**
 * Reads a phone field as users fill it in: masks, +55, carrier codes, no ninth digit, two numbers, links, foreign numbers.
 * The first complete number of the field wins. The server's side only: it carries the world's numbering plans.
 */
export function parsePhone(raw: string | null | undefined): PhoneRecord {
  if (raw === null || raw === undefined) return { raw: null, ...NONE }
  return { raw, ...read(raw) }
}

function read(raw: string): Reading {
  const typed = withoutEntities(isAscii(raw) ? raw : inAsciiDigits(raw.normalize('NFKC'))).trim()
  if (DATE.test(typed)) return INVALID
  const text = withoutSheetForm(typed)
  if (text === null) return INVALID
  const digits = text.replace(/\D+/g, '')
  if (!/[1-9]/.test(digits)) return NONE
  const whole = text.length > 24 && /[/:]/.test(text) ? INVALID : readOne(text, digits)
  if (whole.status !== 'invalid') return whole
  return readParts(text)
}

/** A date has as many digits as a number without its area code. */
const DATE = /^(?:(?:19|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([/.])\d\d?\2(?:19|20)\d\d)(?!\d)/

/** Signs that a web page wrote as entities: their own digits would stand before the phone's. */
function withoutEntities(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replace(/&plus;/gi, '+')
    .replace(
      /&#(?:x([\da-f]{1,4})|(\d{1,5}));/gi,
      (_, hex: string | undefined, decimal: string | undefined) =>
        String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
}

/** Digits of other scripts, each of which stands in a row from its zero on. */
function inAsciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String(code - zero)
  })
}

/** Spaces that a user or a tool left inside an exponent; beside `e` alone they would separate two phones. */
const SPACED_EXPONENT = /(?<![\d.,])(\d[.,]\d{5,})\s*[eE]\s*([+-]?)\s*(\d{1,3})(?!\d)/g

/** A number in exponent notation; its digits can touch no other digit or separator. */
const EXPONENT = /(?<![\d.,])(\d+)(?:[.,](\d*))?[eE]([+-]?)(\d{1,3})(?!\d)/g

/**
 * Undoes what a spreadsheet makes of a phone: `'119…`, `="119…"`, `11987654321.0`, `1,1987654321E+10`. A number is read
 * only when each of its digits is there: a rounded one would be another customer's phone.
 * @returns null for a field that contains nothing but a number which lost digits.
 */
function withoutSheetForm(typed: string): string | null {
  let text = /^['=]/.test(typed) ? typed.replace(/^[=']+\s*"*/, '').replace(/"+$/, '') : typed
  if (/[eE]/.test(text)) {
    let lostDigits = false
    text = text
      .replace(SPACED_EXPONENT, '$1E$2$3')
      .replace(
        EXPONENT,
        (written, whole: string, fraction: string | undefined, sign: string, power: string) => {
          // `2e3` in a text is no phone.
          if (sign !== '-' && whole.length + Number(power) < 8) return written
          if (sign !== '-' && (fraction ?? '').length === Number(power)) return `${whole}${fraction ?? ''}`
          lostDigits = true
          return ' '
        },
      )
    if (lostDigits && !/\d/.test(text)) return null
  }
  // A decimal number is no phone: one digit before the point is what is left when the exponent is lost.
  if (/^\+?(?:\d[.,]\d{9,}|\d{8,15}[.,]\d*[1-9]\d*)$/.test(text) && !/[.,]\d{8,}$/.test(text.slice(3)))
    return null
  return text.replace(/^(\+?(?:\d{8,15}[.,]0{1,2}|\d{10,15}[.,]0+))$/, (float) =>
    float.replace(/[.,]0+$/, ''),
  )
}

/** A field that isn't one number: links, several numbers, numbers amid words. */
function readParts(text: string): Reading {
  const link = /(?:wa\.me\/|[?&]phone=|tel:|whatsapp:)\s*(?:%2B|\+)?([\d\s().-]{8,20})/i.exec(text)?.[1]
  if (link) {
    const digits = link.replace(/\D+/g, '')
    const inLink = readInternational(digits)
    return inLink.status === 'valid' ? inLink : readNational(digits)
  }
  if (/https?:|www\./i.test(text)) return INVALID
  let best = INVALID
  const pieces = text.split(/[/;,|\n]|\s+(?:ou|e|or)\s+/i)
  const masked =
    text.match(
      /(?<!\d[.,]?)(?:\+?55[\s.-]*)?\(?0?\d\d\)?[\s.-]*9?[\s.-]?\d{4}[\s.-]?\d{4}(?![.,]?\d|[eE][+-]?\d)/g,
    ) ?? []
  for (const piece of [...(pieces.length > 1 ? pieces : []), ...masked]) {
    const reading = readOne(piece.trim(), piece.replace(/\D+/g, ''))
    if (reading.status === 'valid') return reading
    if (reading.status === 'incomplete') best = reading
  }
  return best
}

function readOne(text: string, digits: string): Reading {
  if (text.startsWith('+') || text.startsWith('(+')) return readInternational(digits)
  if (digits.startsWith('00')) {
    const abroad = readInternational(digits.slice(2))
    if (abroad.status === 'valid') return abroad
  }
  const home = readNational(digits)
  // Without a plus only lengths that no Brazilian number has are tried abroad: shorter ones would be a guess.
  if (home.status !== 'invalid' || digits.length < 12 || digits.length > 15) return home
  // A Brazilian mobile with one digit too many is a slip, not a number of another country.
  if (digits.length === 12 && brazilian(digits.slice(0, 11)).status === 'valid') return home
  return digits.startsWith('0') || digits.startsWith('55') ? home : readForeign(digits)
}

/** Digits that begin with a country code. */
function readInternational(digits: string): Reading {
  if (!digits.startsWith('55')) return readForeign(digits)
  const rest = digits.slice(2).replace(/^0+/, '')
  if (rest.length === 12 || rest.length === 13) {
    // The country code twice (`+55 55 11 …`), or a carrier code after the zero (`+55 0 15 11 …`).
    return rest.startsWith('55') || digits.startsWith('550') ? afterCarrier(rest) : INVALID
  }
  return rest.length === 8 || rest.length === 9 ? withoutDdd(rest) : brazilian(rest)
}

/** Digits as dialled inside Brazil, or with 55 and no plus. Ten and eleven digits are area code + number: 55 is RS then. */
function readNational(digits: string): Reading {
  const national = digits.replace(/^0+/, '')
  const zero = national.length < digits.length
  if (zero && /^[3589]00\d/.test(national)) return INVALID
  switch (national.length) {
    case 8:
    case 9:
      return zero ? INVALID : withoutDdd(national)
    case 10:
    case 11:
      return brazilian(national)
    case 12:
    case 13:
      return zero
        ? afterCarrier(national)
        : national.startsWith('55')
          ? brazilian(national.slice(2))
          : INVALID
    // The country code twice, without a plus.
    case 14:
    case 15:
      return national.startsWith('5555') ? brazilian(national.slice(4)) : INVALID
    default:
      return INVALID
  }
}

/** Codes of the carriers that a long-distance call is dialled with, after its zero. */
const CARRIERS = new Set(
  '12 13 14 15 17 18 21 23 24 25 26 27 28 31 32 34 35 36 38 41 42 43 45 46 47 49 53 54 55 56 57 58 61 62 63 64 65 71 72 75 81 85 86 89 91 95 96 98 99'.split(
    ' ',
  ),
)

/** Digits that begin with a carrier's code, or with the country's; two other digits too many are a slip, never dropped. */
function afterCarrier(digits: string): Reading {
  return CARRIERS.has(digits.slice(0, 2)) ? brazilian(digits.slice(2)) : INVALID
}

function withoutDdd(number: string): Reading {
  const plausible = number.length === 9 ? number.startsWith('9') : /^[2-9]/.test(number)
  return plausible && !isRepeated(number.slice(-8)) ? INCOMPLETE : INVALID
}

/** Area code + 8 digits (a landline, or a mobile written without its ninth digit) or + 9 digits (a mobile). */
function brazilian(digits: string): Reading {
  const ddd = digits.slice(0, 2)
  const uf = ufOfDdd(ddd)
  if (!uf) return INVALID
  const last8 = digits.slice(-8)
  if (isRepeated(last8)) return INVALID
  const first = digits.charCodeAt(2) - 48
  if (digits.length === 11) {
    if (first !== 9) return INVALID
    // Mobiles of 8 digits began with 6 to 9: the last 8 of any other are a landline (t-44).
    const key = digits.charCodeAt(3) - 48 >= 6 ? ddd + last8 : digits
    return { e164: `+55${digits}`, key, status: 'valid', uf }
  }
  if (digits.length !== 10 || first < 2) return INVALID
  return { e164: first >= 6 ? `+55${ddd}9${last8}` : `+55${digits}`, key: digits, status: 'valid', uf }
}

/** `99999999` and the like: users type it to get past a form, and it would merge unrelated customers. */
function isRepeated(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length)
}

const foreign = new Map<string, Reading>()

function readForeign(digits: string): Reading {
  const known = foreign.get(digits)
  if (known) return known
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  const reading: Reading = parsed?.isValid()
    ? { e164: parsed.number, key: parsed.number, status: 'valid', uf: null }
    : INVALID
  if (foreign.size >= 10_000) foreign.clear()
  foreign.set(digits, reading)
  return reading
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
}
