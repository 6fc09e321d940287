/** Looks like a phone but isn't one: uuids, dates and times, addresses. Matched first, and left alone. */
const NOT_PERSONAL = [
  String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
  String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?`,
  String.raw`\d\d/\d\d/\d{4}`,
  String.raw`\d{1,3}(?:\.\d{1,3}){3}`,
].join('|')
/** Brazilian numbers with or without country, DDD and signs; foreign ones by their plus; CPF, CNPJ and other long digits. */
const PHONE = [
  String.raw`\+\d[\d\s().-]{6,}\d`,
  String.raw`(?:55[\s.-]?)?\(?\d{2}\)?[\s.-]?\d{4,5}[\s.-]?\d{4}`,
  String.raw`\d{4,5}-\d{4}`,
  String.raw`\d{3}\.\d{3}\.\d{3}-\d\d`,
  String.raw`\d{2}\.\d{3}\.\d{3}/\d{4}-\d\d`,
  String.raw`9\d{8}`,
  String.raw`\d{10,}`,
].join('|')
const NUMBERS = new RegExp(String.raw`(?<![\p{L}\d_])(?:(${NOT_PERSONAL})|(${PHONE}))(?![\p{L}\d_])`, 'giu')
const EMAIL =
  /([\p{L}\d._%+#!$&'*/=?^{|}~-])[\p{L}\d._%+#!$&'*/=?^{|}~-]*?(@|%40)([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/giu

/** Secrets inside text: what stands after their name, in an address, or in a form of its own. */
const SECRETS: [RegExp, string][] = [
  [/(:\/\/)[^\s/"'<>]+@/g, '$1***@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  [/\beyJ[\w-]+\.[\w-]*\.[\w.-]*/g, '***'],
  [
    /\b(\w*(?:password|passphrase|senha|secret|token|api[_-]?key)\w*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&,;}]+)/gi,
    '$1***',
  ],
  [/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '***'],
]
const SECRET_KEYS =
  /password|passphrase|senha|secret|token|authorization|cookie|signature|private[_-]?key|api[_-]?key|sealed/i
const PERSONAL_KEYS = /phone|telefone|celular|whatsapp|^(cpf|cnpj|tax_?id)/i

const lastTwo = (text: string) => `…${text.replace(/\D/g, '').slice(-2)}`

/** Masks secrets, e-mails (`a…@loja.test`), phones and documents (last two digits kept) inside free text. */
export function maskText(text: string): string {
  const hidden = SECRETS.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), text)
  return hidden
    .replace(EMAIL, '$1…$2$3')
    .replace(NUMBERS, (found: string, harmless: string | undefined) =>
      harmless === undefined ? lastTwo(found) : found,
    )
}

/** Masks every string of a value, and hides what stands under a secret's name. Depth is bounded. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (depth > 5) return '…'
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (value instanceof Error) return maskError(value, depth)
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [maskText(name), maskField(name, item, depth)]),
  )
}

function maskField(name: string, item: unknown, depth: number): unknown {
  if (SECRET_KEYS.test(name)) return '***'
  const isText = typeof item === 'string' || typeof item === 'number'
  return isText && PERSONAL_KEYS.test(name) ? lastTwo(String(item)) : maskValue(item, depth + 1)
}

function maskError(error: Error, depth: number): unknown {
  const { code } = error as { code?: unknown }
  return {
    name: error.name,
    message: maskText(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: maskText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: maskValue(error.cause, depth + 1) }),
  }
}
