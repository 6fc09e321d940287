import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { createLog } from './log'
import { openLogFile } from './log-file'
import { maskText } from './mask'

function capture() {
  const lines: string[] = []
  return { log: createLog('debug', { write: (line) => void lines.push(line) }), text: () => lines.join('') }
}

test('ops-1 phones are masked, however they are written', () => {
  const phones = [
    '11987654321',
    '(11) 98765-4321',
    '11 98765-4321',
    '+55 11 98765-4321',
    '+5511987654321',
    '5511987654321',
    '98765-4321',
    '987654321',
    '(11) 3456-7890',
    '+351 912 345 678',
  ]
  for (const phone of phones) {
    for (const text of [
      phone,
      `tel:${phone}.`,
      `{"p":"${phone}"}`,
      `para ${phone}, às 10h`,
      `wa.me/${phone}?text=x`,
    ]) {
      expect(maskText(text)).not.toMatch(/\d{3}/)
    }
  }
  expect(maskText('Ana 11987654321')).toBe('Ana …21')
  expect(maskText('CPF 123.456.789-09, CNPJ 12.345.678/0001-95')).toBe('CPF …09, CNPJ …95')
})

test('ops-1 e-mails are masked', () => {
  expect(maskText('de ana.silva+loja@shop.com.br para "b@c.co"')).toBe('de a…@shop.com.br para "b…@c.co"')
  expect(maskText('?email=ana%40shop.com')).not.toContain('ana')
  expect(maskText("o'brien@x.org")).not.toContain('brien')
})

test('ops-1 secrets are masked in text, in addresses and by name', () => {
  const secret = 'S3cr3t-x'
  const texts = [
    `postgresql://retoma:${secret}@db/x`,
    `password=${secret}&a=b`,
    `{"senha":"${secret}"}`,
    `Authorization: Bearer ${secret}zz`,
    `api_key: ${secret}`,
    `X-Api-Key: ${secret}`,
    `postgresql://retoma:p@${secret}@db/x`,
  ]
  for (const text of texts) expect(maskText(text)).not.toContain(secret)
  const { log, text } = capture()
  log.info(
    {
      password: secret,
      deep: { ssh_key_sealed: secret, list: [{ cookie: secret }] },
      headers: { authorization: secret, 'X-Api-Key': secret },
    },
    'x',
  )
  log.child({ token: secret }).warn('y')
  expect(text()).not.toContain(secret)
})

test('ops-1 times, ids, addresses and amounts stay as they are', () => {
  const kept = [
    '2026-11-20T12:00:00.123Z',
    '2026-11-20 12:00:00',
    '2026-11-20',
    '20/11/2026',
    '10.0.0.12',
    '192.168.100.200',
    '12345678-1234-4123-8123-123456789012',
    'e3b0c442-98fc-4c14-9afb-f4c8996fb924',
    'R$ 1.234,56',
    '45000 51000 29600',
    'porta 5432',
    'Chrome/126.0.6478.127',
  ]
  for (const text of kept) expect(maskText(text)).toBe(text)
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2100-01-01') }),
      (id, date) => {
        const line = `run ${id} at ${date.toISOString()}`
        expect(maskText(line)).toBe(line)
      },
    ),
  )
})

test('property: no Brazilian mobile survives in any field, message or error', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 11, max: 99 }),
      fc.integer({ min: 900000000, max: 999999999 }),
      (ddd, number) => {
        const phone = `${ddd}${number}`
        const { log, text } = capture()
        log.info({ note: `a ${phone} b`, phone, nested: [{ x: phone }] }, `enviado para ${phone}`)
        log.error(new Error(`falhou ${phone}`, { cause: new Error(`por ${phone}`) }))
        log.error({ err: new Error(`falhou ${phone}`) })
        log.info('texto %s', phone)
        log.info({ byPhone: { [phone]: 1 } }, 'x')
        expect(text()).not.toContain(phone)
      },
    ),
  )
})

test('a line is JSON with time, level and category, and survives odd values', () => {
  const { log, text } = capture()
  log
    .child({ category: 'import' })
    .info({ big: 1n, bytes: Buffer.from('x'), at: new Date(0), none: undefined }, 'ok')
  expect(JSON.parse(text())).toMatchObject({
    level: 'info',
    category: 'import',
    msg: 'ok',
    bytes: '<1 bytes>',
  })
})

test('ops-1 files are set aside at their size and by day, compressed, and deleted after 30 days', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-log-'))
  const stale = path.join(dir, 'retoma-1.x.old.gz')
  await writeFile(stale, '')
  await utimes(stale, new Date('2026-10-01'), new Date('2026-10-01'))
  // The largest process id of Linux is 4194304: this owner is certainly gone.
  await writeFile(path.join(dir, 'retoma-4999999.log'), 'left behind\n')
  let now = new Date('2026-11-20T12:00:00Z')
  const file = openLogFile({ dir, maxBytes: 100, clock: () => now })
  const lines = Array.from({ length: 9 }, (_, n) => `${n}`.repeat(39) + '\n')
  for (const line of lines) file.write(line)
  now = new Date('2026-11-21T00:00:01Z')
  file.write('tomorrow\n')
  await file.settled()
  file.close()
  const names = (await readdir(dir)).sort()
  const packed = names.filter((name) => name.endsWith('.gz'))
  expect(names.filter((name) => !name.endsWith('.gz'))).toEqual([`retoma-${process.pid}.log`])
  expect(packed).toHaveLength(6)
  const texts = await Promise.all(
    packed.map(async (name) => gunzipSync(await readFile(path.join(dir, name))).toString()),
  )
  expect(texts.join('').split('\n').filter(Boolean).sort()).toEqual(
    [...lines.map((line) => line.trim()), 'left behind'].sort(),
  )
  expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(100)
  await rm(dir, { recursive: true })
})

test('ops-1 a process that logs nothing leaves no file, and an empty one of another time is not kept', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-log-'))
  await writeFile(path.join(dir, 'retoma-4999999.log'), '')
  const file = openLogFile({ dir })
  await file.settled()
  file.close()
  expect(await readdir(dir)).toEqual([])
  const named = openLogFile({ dir, name: 'web', maxBytes: 10 })
  named.write('one line\n')
  named.write('another\n')
  await named.settled()
  named.close()
  expect((await readdir(dir)).sort()).toEqual([expect.stringMatching(/^web\..*old\.gz$/), 'web.log'])
  await rm(dir, { recursive: true })
})

test('ops-1 a second copy of the logger in one process neither takes the first one’s file away nor loses its lines', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-log-'))
  const first = openLogFile({ dir })
  first.write('before\n')
  const second = openLogFile({ dir })
  second.write('beside\n')
  first.write('after\n')
  await second.settled()
  first.close()
  second.close()
  const [name = '', ...others] = await readdir(dir)
  expect(others).toEqual([])
  expect(await readFile(path.join(dir, name), 'utf8')).toBe('before\nbeside\nafter\n')
  await rm(dir, { recursive: true })
})

test('ops-1 every bundle of the portal writes through one logger', async () => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'info')
  provideEnv({})
  const copies = await Promise.all(
    [1, 2].map(async () => {
      vi.resetModules()
      const { log } = await import('./log')
      return Object.getPrototypeOf(log('http')) as object
    }),
  )
  expect(copies[0]).toBe(copies[1])
})
