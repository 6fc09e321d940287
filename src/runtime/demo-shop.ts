import { createReadStream } from 'node:fs'
import path from 'node:path'
import { createGunzip, createGzip } from 'node:zlib'
import { PROJECT_ROOT } from './paths'

const FILE = path.join(PROJECT_ROOT, 'prisma/demo/shop.sql.gz')
export const DEMO_FILE_NAME = 'loja-demonstracao.sql.gz'
/** Last day of the shop in the file, in its own zone. */
export const DEMO_LAST_DAY = '2026-11-17'

const DAY_MS = 86_400_000

/** The demonstration's export file with its last day moved to `today` (`AAAA-MM-DD`). */
export function demoShop(today: string): AsyncIterable<Uint8Array> {
  const days = Math.round(
    (Date.parse(`${today}T00:00:00Z`) - Date.parse(`${DEMO_LAST_DAY}T00:00:00Z`)) / DAY_MS,
  )
  return shiftDump(createReadStream(FILE), days)
}

/**
 * Moves every date of a gzipped export by whole days, local and UTC alike: the time of day stays, and so does every distance.
 * The demonstration's file has dates only as whole quoted values.
 */
export async function* shiftDump(
  gzipped: AsyncIterable<Uint8Array>,
  days: number,
): AsyncGenerator<Uint8Array> {
  const text = gunzip(gzipped)
  const packed = createGzip()
  const writing = write(text, days, packed)
  writing.catch((error: unknown) => packed.destroy(error instanceof Error ? error : undefined))
  for await (const chunk of packed) yield chunk as Uint8Array
  await writing
}

async function* gunzip(gzipped: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const plain = createGunzip()
  plain.setEncoding('latin1')
  const feeding = (async () => {
    for await (const chunk of gzipped)
      if (!plain.write(chunk)) await new Promise((go) => plain.once('drain', go))
    plain.end()
  })()
  feeding.catch((error: unknown) => plain.destroy(error instanceof Error ? error : undefined))
  for await (const chunk of plain) yield chunk as string
  await feeding
}

/** Latin-1 keeps each byte as one character, so that no letter is split between chunks. */
async function write(chunks: AsyncIterable<string>, days: number, out: NodeJS.WritableStream): Promise<void> {
  let rest = ''
  for await (const chunk of chunks) {
    rest += chunk
    const end = rest.lastIndexOf('\n') + 1
    if (!end) continue
    const lines = shiftDates(rest.slice(0, end), days)
    rest = rest.slice(end)
    if (!out.write(lines, 'latin1')) await new Promise((go) => out.once('drain', go))
  }
  out.end(shiftDates(rest, days), 'latin1')
}

/** Quoted `AAAA-MM-DD HH:MM:SS` values, moved by whole days. */
export function shiftDates(sql: string, days: number): string {
  return sql.replace(
    /(?<=[(,])'(20\d\d-\d\d-\d\d) (\d\d:\d\d:\d\d)'(?=[,)])/g,
    (_, day: string, time: string) => {
      const moved = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
      return `'${moved} ${time}'`
    },
  )
}
