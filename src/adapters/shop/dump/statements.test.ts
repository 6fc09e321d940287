import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DumpEnd, DumpEvent } from './events'
import { SqlDump } from './statements'

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}

type Read = { rows: (string | null)[][]; tables: string[]; broken: string[]; end: DumpEnd }

/** Reads a dump, keeping the columns `a`, `b` and `c` of every table but `skipped`. */
async function read(sql: string | Buffer, size = 7): Promise<Read> {
  const wants = (table: string) => (table === 'skipped' ? null : { columns: ['a', 'b', 'c'] })
  const events = new SqlDump(wants).read(inChunks(Buffer.from(sql), size))
  const seen: DumpEvent[] = []
  for (;;) {
    const next = await events.next()
    if (next.done) {
      return {
        rows: seen.flatMap((event) => (event.kind === 'rows' ? event.rows : [])),
        tables: seen.flatMap((event) => (event.kind === 'table' ? [event.name] : [])),
        broken: seen.flatMap((event) => (event.kind === 'broken' ? [event.table] : [])),
        end: next.value,
      }
    }
    seen.push(next.value)
  }
}

const SIGNS = new Map([
  ['\0', '\\0'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['\b', '\\b'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\x1a', '\\Z'],
  ['\\', '\\\\'],
])
const backslashed = (text: string) => `'${[...text].map((sign) => SIGNS.get(sign) ?? sign).join('')}'`
const doubled = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const hex = (text: string) => (text === '' ? "''" : `0x${Buffer.from(text).toString('hex')}`)
const CREATE =
  "CREATE TABLE `t` (\n  `a` int(11) NOT NULL DEFAULT 0 COMMENT 'x, y (z); `q`',\n  `b` longtext,\n  `c` decimal(10,2),\n  PRIMARY KEY (`a`,`b`(10)),\n  KEY `b` (`b`)\n) ENGINE=InnoDB;\n"

describe('SqlDump', () => {
  it('returns any escaped text unchanged, in any chunks', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...SIGNS.keys(), ')', '(', ',', ';', '%', '_', '-', '*', '/') }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text, fc.option(text)), { minLength: 1 }),
        fc.integer({ min: 1, max: 64 }),
        async (rows, size) => {
          const tuples = rows.map(
            ([a, b, c]) => `(${backslashed(a)},${doubled(b)},${c === null ? 'NULL' : hex(c)})`,
          )
          const { rows: found, end } = await read(
            `${CREATE}INSERT INTO \`t\` VALUES ${tuples.join(',\n')};\n`,
            size,
          )
          expect(found).toEqual(rows)
          expect(end).toMatchObject({ cutIn: null, wrongCharset: 0 })
        },
      ),
      { numRuns: 200 },
    )
  })

  it('reads mysqldump: conditional comments, introducers, other tables, triggers with their own delimiter', async () => {
    const sql = `mysqldump: [Warning] Using a password on the command line interface can be insecure.
/*M!999999\\- enable the sandbox mode */
-- MySQL dump 10.13; it's a comment
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS \`t\`;
${CREATE}LOCK TABLES \`t\` WRITE;
/*!40000 ALTER TABLE \`t\` DISABLE KEYS */;
INSERT INTO \`t\` VALUES (1,_binary 'a\\0b',-1.50),(2,'it''s; -- not a comment /* nor this */',NULL);
CREATE TABLE skipped (a int);
INSERT INTO skipped VALUES ('x);'),(';');
DELIMITER ;;
/*!50003 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN INSERT INTO t VALUES (9,'no',1); END */;;
DELIMITER ;
INSERT IGNORE INTO \`shop\`.\`t\` (\`c\`, \`a\`, \`b\`) VALUES (0.5,3,'três');
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
-- Dump completed`
    for (const size of [1, 13, 4096]) {
      const { rows, tables, end } = await read(sql, size)
      expect(rows).toEqual([
        ['1', 'a\0b', '-1.50'],
        ['2', "it's; -- not a comment /* nor this */", null],
        ['3', 'três', '0.5'],
      ])
      expect(tables).toEqual(['t', 'skipped'])
      expect(end.cutIn).toBeNull()
    }
  })

  it('reads phpMyAdmin: no conditional delimiter, column lists, rows without CREATE TABLE, missing columns', async () => {
    const sql = `-- phpMyAdmin SQL Dump\nSET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";\nSTART TRANSACTION;\n# outra nota\nINSERT INTO \`only_rows\` (\`a\`, \`z\`) VALUES\n(1, 'x'),\n(2, 'y');\nCOMMIT;`
    const { rows, tables } = await read(sql)
    expect(tables).toEqual(['only_rows'])
    expect(rows).toEqual([
      ['1', null, null],
      ['2', null, null],
    ])
  })

  it('reads latin1 as declared, and counts bytes that are not in the declared charset', async () => {
    const latin = Buffer.from(
      `SET NAMES latin1;\n${CREATE}INSERT INTO t VALUES (1,'Jo\xe3o \x80',NULL);`,
      'latin1',
    )
    expect((await read(latin)).rows).toEqual([['1', 'João €', null]])
    const wrong = await read(
      Buffer.from(`SET NAMES utf8mb4;\n${CREATE}INSERT INTO t VALUES (1,'Jo\xe3o',NULL);`, 'latin1'),
    )
    expect(wrong.rows).toEqual([['1', 'João', null]])
    expect(wrong.end.wrongCharset).toBe(1)
  })

  it('reports in which table a file is cut, and keeps the rows before', async () => {
    const whole = `/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n${CREATE}INSERT INTO t VALUES (1,'a',NULL),(2,'b',NULL);\n/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n`
    expect((await read(whole)).end.cutIn).toBeNull()
    const tuple = whole.indexOf("(2,'b'") + 4
    expect(await read(whole.slice(0, tuple))).toMatchObject({ rows: [['1', 'a', null]], end: { cutIn: 't' } })
    // Between two statements only the settings that were never restored show it.
    expect((await read(whole.slice(0, whole.indexOf('/*!40101 SET CHARACTER_SET_CLIENT')))).end.cutIn).toBe(
      't',
    )
  })

  it('skips a part that is no row, and says so', async () => {
    const { rows, broken } = await read(
      `${CREATE}INSERT INTO t VALUES (1,'a',NULL),(2,'b'),(3,'c',NULL);INSERT INTO t VALUES (4,'d',1);INSERT INTO t VALUES (5 'x');`,
    )
    expect(rows).toEqual([
      ['1', 'a', null],
      ['4', 'd', '1'],
    ])
    expect(broken).toEqual(['t', 't'])
  })

  it('never throws on noise, and finds no statement in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        expect((await read(Buffer.from(noise))).rows).toEqual([])
      }),
    )
    expect((await read('<html><body>404</body></html>')).end.statements).toBe(0)
  })
})
