/** Text of a file as spreadsheets save it: UTF-8, Excel's “Unicode”, or the Windows-1252 of a Brazilian Excel's CSV. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const FILE_KINDS: [name: string, starts: readonly number[]][] = [
  ['uma planilha do Excel (.xlsx) ou um .zip', [0x50, 0x4b, 0x03, 0x04]],
  ['uma planilha antiga do Excel (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['um PDF', [0x25, 0x50, 0x44, 0x46]],
  ['um arquivo compactado (.gz)', [0x1f, 0x8b]],
  ['um arquivo .rar', [0x52, 0x61, 0x72, 0x21]],
  ['uma imagem PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['uma imagem JPEG', [0xff, 0xd8, 0xff]],
]

/** What a file is that can't be read as a list, with what to do; null for text. */
export function notAList(bytes: Uint8Array): string | null {
  const kind = FILE_KINDS.find(([, starts]) => starts.every((byte, n) => bytes[n] === byte))
  return kind ? `Este arquivo é ${kind[0]}. Abra a lista na planilha, salve como CSV e escolha o CSV.` : null
}
