import { networkInterfaces } from 'node:os'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideEnv } from '~/env'
import { READER, startMariaDb, type MariaDb } from '../../../test/mariadb/server'
import { EVERYTHING, MAPPING, shopFile } from '../../../test/shops/read'
import { startSshd, type Sshd } from '../../../test/sshd/server'
import { isPublic, publicAddress } from '~/kernel/public-host'
import { openShop, testShop } from './open'
import type { MysqlSettings, ShopConfig, SshSettings } from './records'

let mariadb: MariaDb
let sshd: Sshd
const servers: Server[] = []

beforeAll(async () => {
  provideEnv({
    RETOMA_ALLOW_PRIVATE_HOSTS: '1',
    DATABASE_URL: 'postgresql://retoma_app:x@localhost:54329/retoma',
    DATABASE_OWNER_URL: 'postgresql://retoma_owner:x@127.0.0.1:54330/retoma',
  })
  ;[mariadb, sshd] = await Promise.all([startMariaDb(), startSshd()])
  await mariadb.load('hpos', shopFile('hpos'))
})
afterAll(async () => {
  for (const server of servers) server.close()
  await mariadb.stop()
  await sshd.stop()
})

const mysql = (settings: Partial<MysqlSettings> = {}): MysqlSettings => ({
  host: '127.0.0.1',
  port: mariadb.port,
  database: 'hpos',
  ...READER,
  tls: false,
  ...settings,
})
const direct = (settings: Partial<MysqlSettings> = {}): ShopConfig => ({
  kind: 'mysql',
  prefix: 'wp_',
  mysql: mysql(settings),
})
const tunnelled = (ssh: Partial<SshSettings> = {}, settings: Partial<MysqlSettings> = {}): ShopConfig => ({
  kind: 'ssh',
  prefix: 'wp_',
  mysql: mysql(settings),
  ssh: {
    host: '127.0.0.1',
    port: sshd.port,
    username: sshd.username,
    password: null,
    privateKey: sshd.privateKey,
    hostKey: sshd.hostKey,
    ...ssh,
  },
})

/** A server of our own on loopback. */
async function fakeServer(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

describe('addresses', () => {
  it('rejects everything that is not the open internet, however it is written', () => {
    for (const ip of [
      '127.0.0.1',
      '127.9.9.9',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00:ec2::254',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::7f00:1',
      '::a00:1',
      '::808:808',
      '168.63.129.16',
      '::ffff:168.63.129.16',
    ])
      expect([ip, isPublic(ip)]).toEqual([ip, false])
    for (const ip of ['8.8.8.8', '200.160.2.3', '2001:4860:4860::8888', '2804:14c::1'])
      expect([ip, isPublic(ip)]).toEqual([ip, true])
  })

  it('never reaches the database of the platform itself, even where private hosts are allowed', async () => {
    for (const [host, port] of [
      ['localhost', 54329],
      ['127.0.0.1', 54329],
      ['127.0.0.2', 54330],
      ['0.0.0.0', 54330],
      ['::1', 54329],
      ['::ffff:127.0.0.1', 54330],
    ] as const)
      await expect(publicAddress(host, port), host).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(/não pode ser usado/) as string,
      })
    await expect(publicAddress('127.0.0.1', 3306)).resolves.toEqual({ ip: '127.0.0.1', port: 3306 })
    const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
    const outside = own.filter((entry) => !entry.internal && !entry.address.startsWith('fe80'))
    for (const { address } of outside)
      await expect(publicAddress(address, 54329), address).rejects.toMatchObject({ code: 'BAD_INPUT' })
    for (const host of ['localhost', '127.0.0.1', '::1', ...outside.map(({ address }) => address)]) {
      const through = await testShop(tunnelled({}, { host, port: 54329 }))
      expect(through.steps.at(-1), host).toMatchObject({
        step: 'tcp',
        ok: false,
        message: expect.stringContaining('não pode ser usado') as string,
      })
    }
  })

  it('passes a name that only the SSH server may know to it, also on the port of our own database', async () => {
    const through = await testShop(tunnelled({}, { host: 'mysql.so-la.invalid', port: 54329 }))
    expect(through.steps.at(-1)).toMatchObject({
      step: 'tcp',
      ok: false,
      message: expect.stringContaining('não conseguiu ligar') as string,
    })
  })
})

describe('a malicious or dying server', () => {
  it('never gets a file that it requests', async () => {
    const received: Buffer[] = []
    const port = await fakeServer((socket) => {
      let asked = false
      let greeted = false
      const send = (sequence: number, payload: Buffer) =>
        socket.write(Buffer.concat([Buffer.from([payload.length, 0, 0, sequence]), payload]))
      const greeting = [
        Buffer.from([10]),
        Buffer.from('8.0.0\0'),
        Buffer.from([1, 0, 0, 0]),
        Buffer.from('12345678\0'),
        Buffer.from([0xff, 0xf7, 0x21, 2, 0, 0xff, 0xff, 21]),
        Buffer.alloc(10),
        Buffer.from('123456789012\0mysql_native_password\0'),
      ]
      send(0, Buffer.concat(greeting))
      socket.on('data', (bytes) => {
        if (asked) received.push(bytes)
        else if (!greeted) {
          greeted = true
          send(2, Buffer.from([0, 0, 0, 2, 0, 0, 0]))
        } else {
          asked = true
          send(1, Buffer.concat([Buffer.from([0xfb]), Buffer.from('/etc/passwd')]))
        }
      })
    })
    await expect(openShop(direct({ port }))).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.stringMatching(/pediu um arquivo desta máquina/) as string,
    })
    // At most the empty packet that ends a transfer.
    expect(Buffer.concat(received).length).toBeLessThanOrEqual(9)
  })

  it('that stays silent, or speaks another protocol, is given up with a message', async () => {
    const silent = await fakeServer(() => undefined)
    const http = await fakeServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const [first, second, ssh] = await Promise.all([
      testShop(direct({ port: silent })),
      testShop(direct({ port: http })),
      testShop(tunnelled({ port: silent })),
    ])
    for (const outcome of [first, second, ssh]) {
      expect(outcome.ok).toBe(false)
      expect(outcome.steps.at(-1)?.message).toMatch(/não respondeu|caiu|falhou/)
    }
  })

  it('whose connection is lost half way causes an error that may be retried, and reading resumes', async () => {
    const shop = await openShop(direct())
    const pages = shop.pages('orders', { range: EVERYTHING, after: null, mapping: MAPPING })
    const ids = await mariadb.sql(
      '',
      `SELECT id FROM information_schema.processlist WHERE user = '${READER.username}'`,
    )
    await mariadb.sql('', ids.trim().replace(/^\d+$/gm, 'KILL $&;'))
    await expect(
      (async () => {
        for (;;) if ((await pages.next()).done) return
      })(),
    ).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    await shop.close()
    const again = await openShop(direct())
    expect(await again.expected('orders', EVERYTHING)).toBe(454)
    await again.close()
  })
})

describe('testing a connection', () => {
  it('imp-2 names the step that failed and what to do', async () => {
    const cases: [ShopConfig, string, RegExp][] = [
      [direct({ port: 1 }), 'tcp', /Nada atende/],
      [direct({ host: 'nao-existe.invalid' }), 'tcp', /não foi encontrado/],
      [direct({ password: 'errada' }), 'login', /usuário ou senha/],
      [direct({ database: 'outro' }), 'database', /nome do banco/],
      [{ ...direct(), prefix: 'loja_' }, 'table', /neste banco há: wp_/],
      [tunnelled({ port: 1 }), 'ssh', /Nada atende/],
      [tunnelled({ username: 'ninguem' }), 'ssh', /recusou o usuário/],
      [tunnelled({ privateKey: 'x' }), 'ssh', /não se lê/],
      [tunnelled({}, { port: 1 }), 'tcp', /não conseguiu ligar/],
      [tunnelled({}, { password: 'errada' }), 'login', /usuário ou senha/],
    ]
    for (const [config, step, message] of cases) {
      const outcome = await testShop(config)
      expect(outcome).toMatchObject({ ok: false, facts: null })
      expect(outcome.steps.at(-1)).toMatchObject({
        step,
        ok: false,
        message: expect.stringMatching(message) as string,
      })
      expect(outcome.steps.slice(0, -1).every((earlier) => earlier.ok)).toBe(true)
    }
  })

  it('imp-2 shows the storage, the tables and the forms of a shop that answers', async () => {
    const outcome = await testShop(direct())
    expect(outcome).toMatchObject({
      ok: true,
      facts: { storage: 'hpos', cartSource: 'cartflows' },
      hostKey: null,
    })
    expect(outcome.steps.every((step) => step.ok)).toBe(true)
    expect(outcome.steps.map((step) => step.subject)).toContain('wp_wc_orders')
    expect(outcome.forms.map((form) => form.id)).toEqual(['127', '130', '133', '7f3c21a'])
  })

  it('shows the SSH key on first use, pins it, and sends nothing when it changes', async () => {
    const first = await testShop(tunnelled({ hostKey: null }))
    expect(first).toMatchObject({ ok: true, hostKey: sshd.hostKey })
    await expect(openShop(tunnelled({ hostKey: null }))).rejects.toMatchObject({ code: 'CONFLICT' })
    const denied = await testShop(tunnelled({ hostKey: null, username: 'ninguém' }))
    expect(denied).toMatchObject({ ok: false, hostKey: sshd.hostKey })
    const changed = await testShop(tunnelled({ hostKey: 'SHA256:outra' }))
    expect(changed.steps).toMatchObject([
      { step: 'ssh', ok: false, message: expect.stringContaining('A chave do servidor SSH mudou') as string },
    ])
    expect(changed.steps[0]?.message).toContain(sshd.hostKey)
  })
})
