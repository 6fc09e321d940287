import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODE_PAGE_437, CODE_PAGE_850 } from '~/kernel/code-page'
import { explainDump } from './explain'
import { loadDump } from './load'

type Rows = Record<string, (string | null)[][]>
type Read = {
  rows: Rows
  broken: Record<string, string>
  cutIn: string | null
  mended: number
  warnings: string[]
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}

async function read(file: Buffer | string, size = 997): Promise<Read> {
  const rows: Rows = {}
  const broken: Record<string, string> = {}
  const { end, layers } = await loadDump(
    { name: 'loja.sql', open: () => inChunks(Buffer.from(file), size), maxBytes: 1e9 },
    {
      wants: (table) => (/^wp_/.test(table) ? { columns: ['id', 'name', 'note'] } : null),
      table: () => undefined,
      rows: (table, more) => void (rows[table] ??= []).push(...more),
      broken: (table, reason) => void (broken[table] = reason),
      restart: (late) => {
        for (const table of late) rows[table] = []
      },
    },
  )
  return { rows, broken, cutIn: end.cutIn, mended: end.mended, warnings: [...layers.warnings] }
}

const CREATE = (name: string) =>
  `CREATE TABLE \`${name}\` (\n  \`id\` int NOT NULL,\n  \`name\` varchar(50) DEFAULT 'a;b',\n  \`note\` longtext\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n`
const A = `INSERT INTO \`wp_a\` VALUES (1,'João d\\'Ávila','x;y'),(2,'“Zé”',NULL);\n`
const B = `INSERT INTO \`wp_b\` VALUES (7,'Márcia','-- nota');\n`
const OTHER = `CREATE TABLE \`outra\` (a int, b text);\nINSERT INTO \`outra\` VALUES (1,'it\\'s; (');\n`
const PARTS = [
  '-- MySQL dump 10.13\n\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!50503 SET NAMES utf8mb4 */;\n',
  `DROP TABLE IF EXISTS \`wp_a\`;\n${CREATE('wp_a')}`,
  `LOCK TABLES \`wp_a\` WRITE;\n${A}UNLOCK TABLES;\n`,
  OTHER,
  CREATE('wp_b'),
  B,
  '/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n-- Dump completed\n',
]
const SQL = PARTS.join('')
const ROWS: Rows = {
  wp_a: [
    ['1', "João d'Ávila", 'x;y'],
    ['2', '“Zé”', null],
  ],
  wp_b: [['7', 'Márcia', '-- nota']],
}

const NOISE = [
  'PHP Warning:  Module "imagick" is already loaded; can\'t load it twice in Unknown on line 0\n',
  "*** Bem-vindo ao servidor d'Hospedagem ***\n",
  'Defaulted container "mysql" out of: mysql, exporter\n',
  "mysqldump: Couldn't execute 'SHOW FIELDS FROM `v_x`': View references invalid table(s) (1356)\n",
  "Success: Exported to 'loja.sql'.\n",
  "Warning: Using a password on the command line interface can't be secure.\n",
  'Use of undefined constant `x\n',
  'stdin: is not a tty\n',
  "<br />\n<b>Deprecated</b>: It's old in <b>/x.php</b> on line <b>3</b><br />\n",
  '\x1a\n',
  '\0\0\0\n',
  '\ufeff',
  "# it's a comment\n/* and 'another */\n",
  "CREATE TRIGGER `t` BEFORE INSERT ON `wp_a` FOR EACH ROW BEGIN\n -- don't\n IF NEW.id > 1 THEN SET NEW.id = 1; END IF;\nEND;\n",
]

function zip(files: [name: string, content: Buffer][], streamed: boolean): Buffer {
  const parts = files.flatMap(([name, content]) => {
    const stored = content.length < 40
    const packed = stored ? content : deflateRawSync(content)
    const header = Buffer.alloc(30)
    header.write('PK\x03\x04', 'latin1')
    header.writeUInt16LE(streamed ? 8 : 0, 6)
    header.writeUInt16LE(stored ? 0 : 8, 8)
    header.writeUInt32LE(streamed ? 0 : packed.length, 18)
    header.writeUInt16LE(Buffer.byteLength(name), 26)
    const descriptor = Buffer.alloc(16)
    descriptor.write('PK\x07\x08', 'latin1')
    descriptor.writeUInt32LE(packed.length, 8)
    descriptor.writeUInt32LE(content.length, 12)
    return [header, Buffer.from(name), packed, ...(streamed ? [descriptor] : [])]
  })
  return Buffer.concat([...parts, Buffer.from('PK\x01\x02', 'latin1'), Buffer.alloc(60)])
}

function tar(files: [name: string, content: Buffer][]): Buffer {
  const blocks = files.flatMap(([name, content]) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        0ustar\x0000', 148)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

const PICTURE: [string, Buffer] = ['foto.jpg', Buffer.alloc(30, 0x55)]
const HIDDEN: [string, Buffer] = ['._loja.sql', Buffer.from('\0\x05\x16\x07 not sql')]
const WRAPS: Record<string, (content: Buffer) => Buffer> = {
  gzip: (content) => gzipSync(content),
  members: (content) => Buffer.concat([gzipSync(content.subarray(0, 90)), gzipSync(content.subarray(90))]),
  zip: (content) => zip([PICTURE, HIDDEN, ['dir/', Buffer.alloc(0)], ['dir/loja.sql', content]], false),
  streamed: (content) => zip([PICTURE, ['dir/', Buffer.alloc(0)], ['loja.sql.gz', content]], true),
  tar: (content) => tar([PICTURE, HIDDEN, ['mysql/loja.sql', content]]),
}

describe('a small dump', () => {
  it('returns the same rows through any noise between statements and any wrapping', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...NOISE), { maxLength: 2 }), {
          minLength: PARTS.length,
          maxLength: PARTS.length,
        }),
        fc.array(fc.constantFrom(...Object.keys(WRAPS)), { maxLength: 3 }),
        fc.integer({ min: 1, max: 3000 }),
        async (noise, wraps, size) => {
          const text = PARTS.map((part, index) => (noise[index] ?? []).join('') + part).join('')
          const file = wraps.reduce<Buffer>(
            (content, name) => WRAPS[name]?.(content) ?? content,
            Buffer.from(text),
          )
          const { rows, broken, cutIn } = await read(file, size)
          expect({ rows, broken, cutIn }).toEqual({ rows: ROWS, broken: {}, cutIn: null })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('reads a file that changes to gzip half way, anywhere', async () => {
    const bytes = Buffer.from(SQL)
    for (const at of [30, 200, 400, bytes.indexOf('João') + 2]) {
      const file = Buffer.concat([bytes.subarray(0, at), gzipSync(bytes.subarray(at))])
      expect((await read(file, 41)).rows).toEqual(ROWS)
      expect(
        (await read(Buffer.concat([gzipSync(bytes.subarray(0, at)), bytes.subarray(at)]), 41)).rows,
      ).toEqual(ROWS)
    }
  })

  it('reports a gzip with a wrong checksum as damaged', async () => {
    const packed = gzipSync(SQL)
    packed.writeUInt32LE(1, packed.length - 8)
    const { rows, warnings } = await read(packed)
    expect(rows).toEqual(ROWS)
    expect(warnings[0]).toMatch(/danificado/)
  })

  it('reads files of an archive that end without a line break, and rows before their table', async () => {
    const files: [string, Buffer][] = [
      ['loja.wp_b.00000.sql', Buffer.from(`\ufeff${B.trimEnd().slice(0, -1)}`)],
      ['loja.wp_a.00000.sql', Buffer.from(`/*!40101 SET NAMES binary*/;\n${A.trimEnd()} -- fim`)],
      ['loja.wp_a-schema.sql', Buffer.from(CREATE('wp_a').trimEnd())],
      ['loja.wp_b-schema.sql', Buffer.from(CREATE('wp_b').trimEnd().slice(0, -1))],
    ]
    expect(await read(zip(files, false))).toMatchObject({ rows: ROWS, broken: {}, cutIn: null })
  })

  it.each([
    [
      'INSERT … SET',
      "INSERT INTO wp_a SET id = 1, `name` = 'João d\\'Ávila', note='x;y';\ninsert ignore wp_a set id=2,name='“Zé”',note=null;",
    ],
    [
      'lower case, database and comments',
      "insert  into /* a */ `loja`.`wp_a` -- b\n(`id`,`name`,`note`)\nvalues /* 1 */ (1,'João d''Ávila' /* 'c' */,'x;y'), -- it's\n(2,'“Zé”',NULL)",
    ],
    [
      'on duplicate key',
      "INSERT INTO wp_a VALUES (1,'João d\\'Ávila','x;y'),(2,'“Zé”',NULL) as new on duplicate key update `name` = new.`name`;",
    ],
    [
      'REPLACE and ANSI quotes',
      'REPLACE DELAYED INTO "wp_a" ("id","name","note") VALUES (1,\'João d\\\'Ávila\',\'x;y\'),(2,\'“Zé”\',NULL);',
    ],
    [
      'literals',
      `INSERT INTO wp_a VALUES (b'1',CONVERT(0x${Buffer.from("João d'Ávila").toString('hex')} USING utf8mb4),_binary 'x;y'),(0b10,CONCAT('“Z',N'é”'),CAST(NULL AS CHAR));`,
    ],
    [
      'other literals',
      `INSERT INTO wp_a VALUES (TRUE,x'${Buffer.from("João d'Ávila").toString('hex')}',FROM_BASE64('eDt5')),(+2,_latin1 X'935AE994' COLLATE latin1_bin,NULL);`,
    ],
    [
      'no last semicolon before the next statement',
      "INSERT INTO wp_a VALUES (1,'João d\\'Ávila','x;y'),(2,'“Zé”',NULL)\nCOMMIT;",
    ],
    [
      'noise between rows',
      "INSERT INTO wp_a VALUES\n(1,'João d\\'Ávila','x;y'),\nWarning: it's noise\n(2,'“Zé”',NULL);",
    ],
  ])('reads %s', async (_, statement) => {
    for (const size of [1, 17, 4000]) {
      const { rows, broken } = await read(CREATE('wp_a') + statement, size)
      expect({ rows, broken }).toEqual({ rows: { wp_a: ROWS.wp_a }, broken: {} })
    }
  })

  it('leaves out columns that a row without a list does not have', async () => {
    const create =
      'CREATE TABLE wp_a (`my_row_id` bigint unsigned NOT NULL AUTO_INCREMENT /*!80023 INVISIBLE */, id int, name text, up text GENERATED ALWAYS AS (upper(`name`)) STORED, note text);\n'
    expect((await read(`${create}INSERT INTO wp_a VALUES (1,'a','A','n');`)).rows.wp_a).toEqual([
      ['1', 'a', 'n'],
    ])
    expect((await read(`${create}INSERT INTO wp_a VALUES (1,'a','n');`)).rows.wp_a).toEqual([['1', 'a', 'n']])
    expect((await read(`${create}INSERT INTO wp_a VALUES (9,1,'a',DEFAULT,'n');`)).rows.wp_a).toEqual([
      ['1', 'a', 'n'],
    ])
  })

  it.each([
    ['INSERT INTO wp_a SELECT * FROM wp_b;', /outra consulta/],
    ["INSERT INTO wp_a VALUES (1,UUID(),'x');", /só o servidor calcula/],
    ["INSERT INTO wp_a VALUES (1,'a');", /2 valores/],
    ["INSERT INTO wp_a VALUES (1 'a' x);", /ilegível/],
    ["INSERT INTO wp_a VALUES (1,'a','b');\nUPDATE wp_a SET name='c' WHERE id=1;", /UPDATE não é aplicado/],
    ["INSERT INTO wp_sem VALUES (1,'a','b');", /não diz quais são as colunas/],
  ])('reports a table as left out: %s', async (statement, reason) => {
    const { broken, rows } = await read(`${CREATE('wp_a')}${statement}\n${CREATE('wp_b')}${B}`)
    expect(Object.values(broken)).toEqual([expect.stringMatching(reason)])
    expect(rows.wp_b).toEqual(ROWS.wp_b)
  })

  it('finds the next statement behind a stray apostrophe of a tool inside of rows', async () => {
    for (const table of ['wp_a', 'outra']) {
      const torn = `INSERT INTO \`${table}\` VALUES (1,'abmysqldump: Couldn't go on\nc','d'),(2,'x','y');\n`
      const { rows, broken } = await read(
        `${CREATE(table)}${torn}DROP TABLE IF EXISTS \`wp_b\`;\n${CREATE('wp_b')}${B}`,
        64,
      )
      expect(rows.wp_b).toEqual(ROWS.wp_b)
      expect(Object.keys(broken)).toEqual(table === 'wp_a' ? ['wp_a'] : [])
    }
  })

  it('reads UTF-8 in a file that declares latin1, and true latin1', async () => {
    const head = SQL.replace('utf8mb4 */', 'latin1 */')
    expect(await read(head)).toMatchObject({ rows: ROWS, mended: 3 })
    const plain = Buffer.from(head.replace('“Zé”', 'Zé'), 'latin1')
    expect(await read(plain)).toMatchObject({
      rows: { wp_a: [ROWS.wp_a?.[0], ['2', 'Zé', null]] },
      mended: 0,
    })
  })

  it('reads text that a Windows terminal converted to its own code page, in UTF-16 or UTF-8, and says so', async () => {
    for (const page of [CODE_PAGE_850, CODE_PAGE_437]) {
      const shown = Array.from(Buffer.from(SQL), (byte) =>
        byte < 0x80 ? String.fromCharCode(byte) : page.charAt(byte - 0x80),
      ).join('')
      expect(await read(shown)).toMatchObject({ rows: ROWS, mended: 3 })
      expect(await read(Buffer.from(`\ufeff${shown}`, 'utf16le'))).toMatchObject({ rows: ROWS, mended: 3 })
    }
  })

  it('reads a backslash as an ordinary character where the file says NO_BACKSLASH_ESCAPES', async () => {
    const rows = `INSERT INTO \`wp_a\` VALUES (1,'C:\\','a\\nb'),(2,'D''Ávila',NULL);\n`
    const after = `SET SQL_MODE=@OLD_SQL_MODE;\nINSERT INTO \`wp_a\` VALUES (3,'a\\nb','');\n`
    for (const size of [7, 64, 997]) {
      const set = `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES' */;\n`
      expect((await read(`${set}${CREATE('wp_a')}${rows}${after}`, size)).rows.wp_a).toEqual([
        ['1', 'C:\\', 'a\\nb'],
        ['2', 'D’Ávila'.replace('’', "'"), null],
        ['3', 'a\nb', ''],
      ])
    }
  })

  it('reads a HeidiSQL file as complete, a text file of a zip as an export, and names a table that is loaded', async () => {
    const heidi = SQL.replace(
      'CLIENT=@OLD_CHARACTER_SET_CLIENT',
      "CLIENT=IFNULL(@OLD_CHARACTER_SET_CLIENT, '')",
    )
    expect(await read(heidi)).toMatchObject({ rows: ROWS, cutIn: null })
    const { broken } = await read(`${SQL}LOAD DATA LOCAL INFILE 'x' INTO TABLE \`wp_a\`;\n`)
    expect(broken).toEqual({ wp_a: 'o comando LOAD não é aplicado' })
    expect((await read(gzipSync(tar([['loja.txt', Buffer.from(SQL)]])))).rows).toEqual(ROWS)
  })

  it.each([
    ['BZh91AY', /bzip2/],
    ['\x01\x02\0;a\n\x05;b\n', /arquivo binário/],
    ['Rar!\x1a\x07\x01\0', /RAR/],
    ['7z\xbc\xaf\x27\x1c', /7-Zip/],
    ['\xfd7zXZ\0', /xz/],
    ['\x28\xb5\x2f\xfd', /Zstandard/],
    ['SQLite format 3\0', /SQLite/],
    ["<!DOCTYPE html><html>it's", /página HTML/],
    ['<?xml version="1.0"?><!-- WordPress eXtended RSS --><rss>', /WXR/],
    ['', /vazio/],
    ['\x1f\x8b\x08\0\0\0\0\0\0\x03garbage that is no stream', /danificado/],
    ['nome;telefone\nAna;11999\n', /CSV/],
    ['<br />\n<b>Fatal error</b>: Allowed memory', /erro do PHP/],
    ['mysqldump: Got error: 1045: Access denied for user', /Access denied/],
  ])('names what a file that is no dump is: %s', async (text, message) => {
    const { problems, tables } = await explainDump({
      name: 'loja.sql',
      open: () => inChunks(Buffer.from(text, 'latin1'), 50),
      maxBytes: 1e9,
    })
    expect(problems).toEqual([expect.stringMatching(message)])
    expect(tables).toEqual([])
  })

  it('rejects too many layers and a bomb inside of them', async () => {
    let deep = Buffer.from(SQL)
    for (let layer = 0; layer < 9; layer++) deep = gzipSync(deep)
    await expect(read(deep)).rejects.toThrow(/muitas vezes/)
    const bomb = tar([['loja.sql.gz', gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20))]])
    await expect(read(gzipSync(bomb), 65_536)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })
})
