import { CODE_PAGE_850 } from '~/kernel/code-page'

/** Text of a file as spreadsheets save it: UTF-8, Excel's “Unicode”, or the Windows-1252 of a Brazilian Excel's CSV. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const wide = wideWithoutMark(bytes)
  if (wide) return new TextDecoder(wide).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return isDosText(bytes) ? dosText(bytes) : new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Bytes that decide the encoding of a text. */
const HEAD = 4096

/** UTF-16 without a byte order mark: every other byte of a Latin text is zero. */
function wideWithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, HEAD)
  const zeros = [0, 0]
  for (const [n, byte] of head.entries()) if (byte === 0) zeros[n % 2] = (zeros[n % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd * 3 >= head.length && even * 20 <= odd) return 'utf-16le'
  return even * 3 >= head.length && odd * 20 <= even ? 'utf-16be' : null
}

/** Lower-case letters that stand beside other lower-case letters in Portuguese. */
const ACCENTED = 'áàâãéêíóôõúüç'

function dosText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : CODE_PAGE_850.charAt(byte - 0x80),
  ).join('')
}

/** Whether a text that is no UTF-8 has more words of Portuguese in the code page of DOS than in that of Windows. */
function isDosText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, HEAD * 16)
  const words = (text: string) =>
    text.match(new RegExp(`[a-z][${ACCENTED}]|[${ACCENTED}][a-z]`, 'g'))?.length ?? 0
  return words(dosText(head)) > words(new TextDecoder('windows-1252').decode(head))
}

const FILE_KINDS: [name: string, starts: readonly number[]][] = [
  ['uma planilha do Excel (.xlsx) ou um .zip', [0x50, 0x4b, 0x03, 0x04]],
  ['uma planilha antiga do Excel (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['um PDF', [0x25, 0x50, 0x44, 0x46]],
  ['um arquivo compactado (.gz)', [0x1f, 0x8b]],
  ['um arquivo .rar', [0x52, 0x61, 0x72, 0x21]],
  ['um arquivo .7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['um arquivo .bz2', [0x42, 0x5a, 0x68]],
  ['um arquivo .xz', [0xfd, 0x37, 0x7a, 0x58]],
  ['uma imagem GIF', [0x47, 0x49, 0x46, 0x38]],
  ['uma imagem, um áudio ou um vídeo', [0x52, 0x49, 0x46, 0x46]],
  ['uma imagem PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['uma imagem JPEG', [0xff, 0xd8, 0xff]],
]

/** Texts that are no table of cells; many systems export an HTML page under the name of a sheet. */
const TEXT_KINDS: [name: string, starts: RegExp][] = [
  [
    'uma página HTML (muitos sistemas a salvam como .xls)',
    /^(?:<!doctype html|<html|<table|<head|<meta|<div)/i,
  ],
  ['um arquivo XML', /^<\?xml|^<[a-z]\w*[\s>]/i],
  ['uma lista de contatos (.vcf)', /^BEGIN:VCARD/i],
  ['um arquivo JSON', /^[[{]\s*["{[]/],
  ['um documento RTF', /^\{\\rtf/],
]

/** What a file that can't be read as a list is, with what to do; null for text. */
export function notAList(bytes: Uint8Array): string | null {
  const kind = FILE_KINDS.find(([, starts]) => starts.every((byte, n) => bytes[n] === byte))
  const name = kind?.[0] ?? kindOfText(bytes)
  if (name === '') return 'Este arquivo está vazio. Escolha o arquivo da lista.'
  return name ? `Este arquivo é ${name}. Abra a lista na planilha, salve como CSV e escolha o CSV.` : null
}

/** Null for a list; empty for a file without any text. */
function kindOfText(bytes: Uint8Array): string | null {
  const head = decodeText(bytes.subarray(0, HEAD * 16))
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (head === '') return ''
  if (head.includes('\0')) return 'um programa, uma imagem ou outro arquivo que não é texto'
  return TEXT_KINDS.find(([, starts]) => starts.test(head))?.[0] ?? null
}
