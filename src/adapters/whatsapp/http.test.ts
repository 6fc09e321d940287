import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayAt, outcomeOfNoAnswer } from './http'

let port = 0
let asked = 0
const server = createServer((request, response) => {
  asked += 1
  const [, status] = /^\/redirect\/(\d+)$/.exec(request.url ?? '') ?? []
  if (status)
    response.writeHead(Number(status), { location: 'http://169.254.169.254/latest/meta-data' }).end()
  else if (request.url === '/huge')
    for (let index = 0; index < 10; index++) response.write(Buffer.alloc(1024 * 1024))
})

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const outcome = async (url: string, path = '/x', milliseconds = 300) =>
  gatewayAt(url)({
    method: 'POST',
    path,
    headers: { 'x-api-key': 'segredo-que-nao-vaza' },
    body: { a: 1 },
    milliseconds,
  }).catch((error: unknown) => {
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('segredo-que-nao-vaza')
    return outcomeOfNoAnswer(error, 'ID')
  })

test('hosts of the inner network, and plain HTTP, are rejected without a byte sent', async () => {
  for (const url of [
    `http://127.0.0.1:${String(port)}`,
    'https://127.0.0.1',
    'https://169.254.169.254',
    'https://[::1]',
    'http://1.1.1.1',
  ])
    expect(await outcome(url), url).toMatchObject({
      kind: 'refused',
      final: 'connection',
      code: 'endereco-recusado',
    })
  expect(asked).toBe(0)
})

test('with private hosts allowed: no answer in time is unknown, and names the id to look for', async () => {
  const { provideEnv } = await import('~/env')
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  const url = `http://127.0.0.1:${String(port)}`
  expect(await outcome(url)).toMatchObject({ kind: 'unknown', code: 'ETIMEDOUT', providerMessageId: 'ID' })
  expect(await outcome('http://127.0.0.1:9')).toMatchObject({ kind: 'later', code: 'ECONNREFUSED' })
  expect(await outcome('http://nao-existe.invalid')).toMatchObject({ kind: 'later' })
})

test('a redirect is never followed: the gateway saw nothing, so the message waits until the address is corrected', async () => {
  const url = `http://127.0.0.1:${String(port)}`
  const before = asked
  for (const status of [301, 302, 307, 308])
    expect(await outcome(url, `/redirect/${String(status)}`), String(status)).toMatchObject({
      kind: 'later',
      code: 'redirecionado',
      needsPerson: true,
    })
  // The request that a 303 answers may have been carried out.
  expect(await outcome(url, '/redirect/303')).toMatchObject({ status: 303 })
  expect(asked).toBe(before + 5)
})

test('an endless answer is cut off', async () => {
  const url = `http://127.0.0.1:${String(port)}`
  expect(await outcome(url, '/huge', 5000)).toMatchObject({ kind: 'unknown', code: 'RESPOSTA_GRANDE' })
})
