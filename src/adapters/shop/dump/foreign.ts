/** Instructions for a readable file, appended to every sentence that names what this one is. */
const HOW = 'Exporte pelo phpMyAdmin (formato SQL) ou com mysqldump.'
const AGAIN = 'Descompacte no seu computador e envie o .sql, ou compacte como .sql.gz ou .zip.'

const SHEET = `O arquivo é uma planilha ou um documento do Office, e não uma exportação do banco. ${HOW}`
const IMAGE = `O arquivo é uma imagem, e não uma exportação do banco. ${HOW}`
const ENCRYPTED = 'O arquivo está criptografado. Descriptografe e envie de novo.'
const packed = (what: string) => `O arquivo está compactado com ${what}, que não é lido aqui. ${AGAIN}`

/** First bytes in hexadecimal. */
const BINARY: [magic: RegExp, what: string][] = [
  [/^425a683[1-9]/, packed('bzip2 (.bz2)')],
  [/^526172211a07/, `O arquivo é um RAR (.rar), que não é lido aqui. ${AGAIN}`],
  [/^377abcaf271c/, `O arquivo é um 7-Zip (.7z), que não é lido aqui. ${AGAIN}`],
  [/^fd377a585a00/, packed('xz (.xz)')],
  [/^(?:28b52ffd|5[0-9a-f]2a4d18)/, packed('Zstandard (.zst)')],
  [/^04224d18/, packed('LZ4 (.lz4)')],
  [
    /^(?:4c5a4950|5d0000[0-9a-f]{4}ff|1f9d|1fa0)/,
    `O arquivo usa uma compactação que não é lida aqui. ${AGAIN}`,
  ],
  [
    /^53514c69746520666f726d6174203300/,
    `O arquivo é um banco SQLite, e não uma exportação do MySQL da loja. ${HOW}`,
  ],
  [/^5047444d50/, `O arquivo é uma exportação do PostgreSQL, e não do MySQL da loja. ${HOW}`],
  // OpenSSL, age, PGP.
  [/^(?:53616c7465645f5f|6167652d656e6372|2d2d2d2d2d424547494e20504750)/, ENCRYPTED],
  [/^255044462d/, `O arquivo é um PDF, e não uma exportação do banco. ${HOW}`],
  [/^(?:89504e47|ffd8ff|47494638|52494646)/, IMAGE],
  [/^d0cf11e0/, SHEET],
  // `package.json` and zeros.
  [
    /^7061636b6167652e6a736f6e0000/,
    `O arquivo é um backup do All-in-One WP Migration (.wpress), que não é lido aqui. ${HOW}`,
  ],
  [/^fe010[7-9a]/, `O arquivo é um pedaço do banco (.frm), e não uma exportação. ${HOW}`],
]

/** What a file is, in Portuguese, when its first bytes show that it is no export; null when they don't. */
export function binaryKind(head: Buffer): string | null {
  const start = head.toString('hex', 0, 64)
  const found = BINARY.find(([magic]) => magic.test(start))
  if (found) return found[1]
  return xmlKind(head.toString('utf8', 0, 1024))
}

/** XML is detected by its first character: none of its text may be taken for statements. */
function xmlKind(text: string): string | null {
  if (!/^\ufeff?\s*<(?:\?xml|rss|mysqldump|pma_xml_export)\b/i.test(text)) return null
  if (/WordPress eXtended RSS|wordpress\.org\/export|<rss\b/i.test(text))
    return `O arquivo é uma exportação de conteúdo do WordPress (WXR), que não tem pedidos nem carrinhos. ${HOW}`
  return `O arquivo é XML, e não SQL. ${HOW}`
}

/** What a text without statements is, in Portuguese. `head` is its beginning. */
export function textKind(fileName: string, head: Buffer): string {
  const text = head.toString('utf8')
  const trimmed = text.replace(/^[\ufeff\s\p{Cc}]+/u, '')
  if (!trimmed) return `${fileName} não é uma exportação SQL: está vazio. ${HOW}`
  const error =
    /^.*(?:mysqldump|mariadb-dump|mysql|mydumper|wp): .*?(?:error|denied|unknown|couldn't|can't|not found).*$/im.exec(
      text,
    )
  if (error)
    return `${fileName} não é uma exportação SQL, só tem o erro dela: ${error[0].trim().slice(0, 200)}`
  if (/(?:Fatal error|Parse error|Uncaught \w*Error)/.test(text))
    return `${fileName} não é uma exportação SQL, só tem um erro do PHP: a exportação não chegou a começar. ${HOW}`
  if (/^<(?:!doctype|html|head|body|script|div|br|p|b)\b/i.test(trimmed))
    return `${fileName} não é uma exportação SQL, é uma página HTML: o download deve ter falhado. ${HOW}`
  if (trimmed.startsWith('<')) return `${fileName} não é uma exportação SQL, é XML. ${HOW}`
  if (/^(?:\/\*[\s\S]*?\*\/\s*)?[{[]\s*(?:["{[\]}]|$)/.test(trimmed))
    return `${fileName} não é uma exportação SQL, é JSON. ${HOW}`
  if (/PostgreSQL database dump|^COPY .* FROM stdin;/m.test(text))
    return `${fileName} é uma exportação do PostgreSQL, e não do MySQL da loja. ${HOW}`
  if (isBinary(text.slice(0, 512)))
    return `${fileName} não é uma exportação SQL, é um arquivo binário que não se conhece aqui. ${HOW}`
  if (isTabular(trimmed)) return `${fileName} não é uma exportação SQL, é uma planilha CSV. ${HOW}`
  return `${fileName} não é uma exportação SQL. ${HOW}`
}

/** Two lines with the same number of the same separator. */
function isTabular(text: string): boolean {
  const [first = '', second = ''] = text.split(/\r?\n/, 2)
  return [',', ';', '\t'].some((sign) => {
    const count = first.split(sign).length
    return count > 1 && (second === '' || Math.abs(second.split(sign).length - count) <= 1)
  })
}

/** Control characters that no text has. */
function isBinary(text: string): boolean {
  return [...text].some((sign) => sign < ' ' && !'\t\n\r\f\v\u001a\u001b'.includes(sign))
}
