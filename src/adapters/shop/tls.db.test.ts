import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { childEnv } from '~/env'
import { READER, startMariaDb, type MariaDb } from '../../../test/mariadb/server'
import { shopFile } from '../../../test/shops/read'

const run = promisify(execFile)
const ROOT = path.resolve(import.meta.dirname, '../../..')
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

let folder = ''
let certified: MariaDb
let selfSigned: MariaDb
const file = (name: string) => path.join(folder, name)
const openssl = (...args: string[]) => run('openssl', args)
const serving = (name: string) => [`--ssl-cert=${file(`${name}.pem`)}`, `--ssl-key=${file(`${name}.key`)}`]

/** A certificate authority of this test alone, its certificate for `localhost`, and a self-signed one. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-tls-'))
  const itself = (name: string, subject: string, ...more: string[]) =>
    openssl(
      ...['req', '-x509', ...KEY, '-days', '2', '-subj', subject, ...more],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
    )
  await itself('ca', '/CN=Autoridade do teste')
  await itself('self', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost')
  await openssl('req', ...KEY, '-subj', '/CN=loja', '-keyout', file('shop.key'), '-out', file('shop.req'))
  await writeFile(file('names'), 'subjectAltName=DNS:localhost\n')
  await openssl(
    ...[
      'x509',
      '-req',
      '-in',
      file('shop.req'),
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
    ],
    ...['-days', '2', '-extfile', file('names'), '-out', file('shop.pem')],
  )
  ;[certified, selfSigned] = await Promise.all([
    startMariaDb('64M', serving('shop')),
    startMariaDb('64M', serving('self')),
  ])
  await certified.load('hpos', shopFile('hpos'))
})
afterAll(async () => {
  await Promise.all([certified.stop(), selfSigned.stop()])
  await rm(folder, { recursive: true, force: true })
})

const steps = z.array(z.object({ step: z.string(), ok: z.boolean(), message: z.string() }))

/** The test of a connection, in a process that trusts the authority of this test, or only those that Node knows. */
async function tried(host: string, { port }: MariaDb, trusted: boolean) {
  const settings = JSON.stringify({ host, port, ...READER })
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'test/shops/child.ts', settings], {
    cwd: ROOT,
    env: childEnv({
      NODE_EXTRA_CA_CERTS: trusted ? file('ca.pem') : undefined,
      RETOMA_ALLOW_PRIVATE_HOSTS: '1',
      RETOMA_LOG_LEVEL: 'silent',
    }),
  })
  return steps.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).filter(({ step }) => step !== 'tcp')
}

test('imp-1 a shop whose certificate is for its address and from a known authority is read over TLS', async () => {
  const done = await tried('localhost', certified, true)
  expect(done.filter(({ ok }) => !ok)).toEqual([])
  expect(done.map(({ step }) => step)).toContain('login')
})

test('imp-1 a certificate for another address is rejected, with what to do, before the password is sent', async () => {
  const [login] = await tried('127.0.0.1', certified, true)
  expect(login).toMatchObject({ step: 'login', ok: false })
  expect(login?.message).toContain('é de outro endereço')
})

test('imp-1 a certificate from an unknown authority, or a self-signed one, is rejected', async () => {
  for (const [server, trusted] of [
    [certified, false],
    [selfSigned, true],
  ] as const) {
    const [login] = await tried('localhost', server, trusted)
    expect(login).toMatchObject({ step: 'login', ok: false })
    expect(login?.message).toContain('não é de uma autoridade conhecida')
  }
})
