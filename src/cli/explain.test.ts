import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'

const run = promisify(execFile)
// Each call starts the whole command line.
vi.setConfig({ testTimeout: 180_000 })
const bin = path.resolve('bin/retoma.mjs')
const folder = mkdtempSync(path.join(os.tmpdir(), 'retoma-explain-'))

/** What `retoma explain …` prints, as one object; the data folder and the database of the machine are out of its reach. */
async function explain(...args: string[]): Promise<unknown> {
  const env = {
    NODE_ENV: 'test' as const,
    RETOMA_DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: 'postgres://127.0.0.1:1/x',
  }
  const { stdout } = await run(process.execPath, [bin, 'explain', ...args], { env }).catch(
    (error: { stdout: string }) => error,
  )
  return JSON.parse(stdout)
}

test('explain phone says how a phone is read', async () => {
  expect(await explain('phone', '--json', '--', '1.1987654321E+10')).toEqual({
    input: '1.1987654321E+10',
    state: 'valid',
    e164: '+5511987654321',
  })
  expect(await explain('phone', '--json', '--', '-98765-4321')).toEqual({
    input: '-98765-4321',
    state: 'incomplete',
    e164: null,
  })
})

const DUMP = `SET NAMES utf8mb4;
CREATE TABLE \`wp_options\` (
  \`option_id\` bigint,
  \`option_name\` text,
  \`option_value\` text
) ENGINE=InnoDB;
INSERT INTO \`wp_options\` VALUES (1,'siteurl','https://loja.test'),(2,'blogname','São João');
CREATE TABLE \`wp_links\` (
  \`link_id\` bigint
) ENGINE=InnoDB;
INSERT INTO \`wp_links\` VALUES (7);
Erro: a conexão caiu
`

test('explain dump says which tables and rows are read and what is not, and writes nothing', async () => {
  const file = path.join(folder, 'loja.sql.gz')
  writeFileSync(file, gzipSync(DUMP))
  expect(await explain('dump', `--file=${file}`, '--json')).toEqual({
    format: 'sql',
    layers: ['gzip'],
    charset: 'utf8mb4',
    prefix: 'wp_',
    rows: 3,
    tables: [
      {
        name: 'wp_options',
        rows: 2,
        columns: ['option_id', 'option_name', 'option_value'],
        kind: 'settings',
        damaged: null,
      },
      { name: 'wp_links', rows: 1, columns: ['link_id'], kind: null, damaged: null },
    ],
    skipped: [
      {
        what: 'texto',
        where: 'wp_links',
        why: 'a linha não é SQL',
        count: 1,
        example: 'Erro: a conexão caiu',
      },
    ],
    warnings: [],
    problems: [],
  })
  rmSync(file)
  expect(readdirSync(folder)).toEqual([])
})

test('explain list says which columns are chosen and what is read, and writes nothing', async () => {
  const file = path.join(folder, 'lista.csv')
  writeFileSync(file, 'sep=;\r\nNome;Telefone;Celular\r\nAna;(11) 3333-4444;(11) 98765-4321\r\n')
  expect(await explain('list', `--file=${file}`, '--json')).toEqual({
    columns: [
      { index: 0, header: 'Nome', key: 'nome', use: 'name' },
      { index: 1, header: 'Telefone', key: 'telefone', use: 'field' },
      { index: 2, header: 'Celular', key: 'celular', use: 'phone' },
    ],
    phone_column: 2,
    name_column: 0,
    total: 1,
    rows: [
      {
        name: 'Ana',
        phone: { input: '(11) 98765-4321', state: 'valid', e164: '+5511987654321' },
        values: { telefone: '(11) 3333-4444' },
      },
    ],
    notes: [],
  })
  writeFileSync(file, 'PK\u0003\u0004')
  expect(await explain('list', `--file=${file}`, '--json')).toMatchObject({
    error: { message: expect.stringContaining('planilha do Excel') as string },
  })
  expect(readdirSync(folder)).toEqual(['lista.csv'])
})

test('explain webhook takes JSON as users save it, and says when a file contains none', async () => {
  const file = path.join(folder, 'aviso.json')
  const payload = {
    id: 'false_5511987654321@c.us_A',
    from: '5511987654321@c.us',
    body: 'SAIR',
    fromMe: false,
  }
  const one = { id: 'e', event: 'message', session: 's', payload }
  const read = async (bytes: Buffer | string) => {
    writeFileSync(file, bytes)
    return (await explain('webhook', '--provider', 'waha', '--file', file, '--json')) as {
      events: { text: string }[]
      problems: string[]
      error?: { code: string; message: string }
    }
  }
  const pretty = JSON.stringify(one, null, 2)
  expect((await read(Buffer.from(`\ufeff${pretty}`, 'utf16le'))).events.map(({ text }) => text)).toEqual([
    'SAIR',
  ])
  expect(await read(`\ufeff${pretty}\n${pretty}\n`)).toMatchObject({
    events: [{ text: 'SAIR' }, { text: 'SAIR' }],
  })
  expect(await read('')).toMatchObject({ events: [], error: { message: 'O arquivo está vazio.' } })
  expect(await read('\x7fELF\0\x01')).toMatchObject({ events: [], error: { code: 'BAD_INPUT' } })
  expect(await read(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatchObject({
    events: [],
    problems: ['O aviso recebido não é do formato deste serviço.'],
  })
})
