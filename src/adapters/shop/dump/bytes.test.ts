import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '~/kernel/errors'
import { dumpText } from './bytes'
import { CutError } from './inflate'
import { FileMark } from './layers'

const MB = 1024 * 1024

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}

async function unpack(bytes: Uint8Array, size = 1000, max = 512 * MB): Promise<string> {
  const chunks: Buffer[] = []
  for await (const piece of dumpText(inChunks(bytes, size), max).pieces)
    if (!(piece instanceof FileMark)) chunks.push(piece)
  return Buffer.concat(chunks).toString()
}

type Zipped = { name: string; text: string; stored?: boolean; streamed?: boolean; flags?: number }

/** A zip with its parts in file order; `streamed` puts the sizes behind the content. */
function zip(files: Zipped[]): Buffer {
  const parts = files.flatMap(({ name, text, stored, streamed, flags = 0 }) => {
    const content = stored ? Buffer.from(text) : deflateRawSync(text)
    const header = Buffer.alloc(30)
    header.write('PK\x03\x04', 'latin1')
    header.writeUInt16LE(flags | (streamed ? 8 : 0), 6)
    header.writeUInt16LE(stored ? 0 : 8, 8)
    header.writeUInt32LE(streamed ? 0 : content.length, 18)
    header.writeUInt16LE(Buffer.byteLength(name), 26)
    const descriptor = Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), Buffer.alloc(12)])
    return [header, Buffer.from(name), content, ...(streamed ? [descriptor] : [])]
  })
  return Buffer.concat([...parts, Buffer.from('PK\x01\x02', 'latin1'), Buffer.alloc(60)])
}

const SQL = `CREATE TABLE t (a int);\n${Array.from({ length: 1500 }, (_, index) => `INSERT INTO t VALUES (${String(index * 7919)});`).join('\n')}`

describe('sqlBytes', () => {
  it('unpacks plain, gzip and zip files alike, in any chunks', async () => {
    const packed = [
      Buffer.from(SQL),
      gzipSync(SQL),
      Buffer.concat([gzipSync(SQL.slice(0, 500)), gzipSync(SQL.slice(500))]),
      zip([{ name: 'loja.sql', text: SQL }]),
      zip([
        { name: 'leia-me.txt', text: 'oi', streamed: true },
        { name: 'dir/', text: '', stored: true },
        { name: 'loja.SQL', text: SQL, streamed: true },
      ]),
      zip([
        { name: 'a.sql', text: SQL.slice(0, 100), stored: true },
        { name: '__MACOSX/a.sql', text: 'x' },
        { name: 'b.sql', text: SQL.slice(100) },
      ]),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...packed),
        fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 40, max: 5000 })),
        async (bytes, size) => {
          expect(await unpack(bytes, size)).toBe(SQL)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('reads UTF-16 as a Windows shell writes it, and drops a UTF-8 byte order mark', async () => {
    const text = "INSERT INTO t VALUES ('ção😀');"
    expect(await unpack(Buffer.from(`\ufeff${text}`, 'utf16le'), 3)).toBe(text)
    expect(await unpack(Buffer.from(`\ufeff${text}`), 1)).toBe(text)
  })

  it('returns what comes before the cut of a gzip or zip, then reports the cut', async () => {
    for (const bytes of [gzipSync(SQL), zip([{ name: 'a.sql', text: SQL }])]) {
      let text = ''
      const cut = (async () => {
        const half = bytes.subarray(0, bytes.length / 2)
        for await (const piece of dumpText(inChunks(half, 1000), 512 * MB).pieces)
          if (!(piece instanceof FileMark)) text += piece.toString()
      })()
      await expect(cut).rejects.toBeInstanceOf(CutError)
      expect(text.length).toBeGreaterThan(1000)
      expect(SQL.startsWith(text)).toBe(true)
    }
  })

  it('rejects bombs and files beyond the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MB, 0x20))
    await expect(unpack(bomb)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringMatching(/expande/) as string,
    })
    await expect(unpack(Buffer.from(SQL), 1000, 1000)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringMatching(/passa de/) as string,
    })
  })

  it('rejects a bomb before it is unpacked, however large its chunks are', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * MB, 0x20))
    let unpackedBytes = 0
    const whole = (async () => {
      for await (const piece of dumpText(inChunks(bomb, bomb.length), 4000 * MB).pieces)
        if (!(piece instanceof FileMark)) unpackedBytes += piece.length
    })()
    await expect(whole).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(unpackedBytes).toBeLessThan(66 * MB)
  })

  it('rejects zips with a password or without SQL', async () => {
    await expect(unpack(zip([{ name: 'a.sql', text: SQL, flags: 1 }]))).rejects.toThrow(AppError)
    await expect(unpack(zip([{ name: 'a.txt', text: 'Leia-me: ' + SQL }]))).rejects.toThrow(
      /nenhum arquivo .sql/,
    )
  })
})
