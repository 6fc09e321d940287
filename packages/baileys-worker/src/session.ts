import { setTimeout as sleep } from 'node:timers/promises'
import makeWASocket, {
  Browsers,
  makeCacheableSignalKeyStore,
  type AnyMessageContent,
  type BaileysEventMap,
  type BinaryNode,
  type proto,
  type WASocket,
} from '@whiskeysockets/baileys'
import type { Logger } from 'pino'
import { authOver } from './auth-state.ts'
import { eventsOfCall, eventsOfLock, eventsOfUpdate, type SessionEvent } from './events.ts'
import type { KeyStore } from './key-store.ts'
import { afterClose, type CloseHistory } from './reconnect.ts'
import { sentMemory, type SentMemory } from './sent-memory.ts'

export type SessionOptions = {
  store: KeyStore
  /** Level error at most: finer levels print keys. */
  logger: Logger
  now: () => Date
  onEvent: (event: SessionEvent) => Promise<void>
  /** The content of a message that an earlier process sent, which a phone may request again. */
  findSent: (messageId: string) => Promise<proto.IMessage | undefined>
  /** Aborted when the lease of this session is lost: only one socket per login may exist anywhere. */
  signal: AbortSignal
  /** Digits with country code: pairing by a code instead of a QR. */
  pairingPhone?: string
  /** For the mock server of the tests. Never from a tenant: TLS to WhatsApp's own host is the only proof of the server. */
  webSocketUrl?: string
}

export type SendOutcome =
  | { kind: 'accepted'; messageId: string }
  | { kind: 'later'; code: string }
  | { kind: 'unknown'; code: string; messageId: string }

export type Session = {
  /** `messageId` is made and stored before, and is the same at every attempt: the phone then shows one message. */
  send(messageId: string, jid: string, content: AnyMessageContent): Promise<SendOutcome>
  /** The open socket, for requests; null while there is none. */
  socket(): WASocket | null
  /** Ends the login at WhatsApp, and with it the session; without a socket only the session. */
  logout(): Promise<void>
  /** Resolves when the session has ended, by `signal`, by `logout` or for good; rejects when its login couldn't be stored. */
  readonly ended: Promise<'left' | 'over'>
}

const STEADY_MS = 60_000
const ID = /^[0-9A-F]{16,40}$/

type Shown = { socket: WASocket | null; left: boolean; sent: SentMemory }

/** Keeps one session connected until it ends for good or its lease does. */
export function openSession(options: SessionOptions): Session {
  const shown: Shown = { socket: null, left: false, sent: sentMemory() }
  return {
    ended: keep(options, shown),
    socket: () => shown.socket,
    async send(messageId, jid, content) {
      if (!ID.test(messageId)) throw new RangeError('messageId must be 16 to 40 upper-case hex digits')
      const { socket, sent } = shown
      if (!socket) return { kind: 'later', code: 'desconectada' }
      sent.began(messageId)
      try {
        sent.content(messageId, (await socket.sendMessage(jid, content, { messageId }))?.message)
        return { kind: 'accepted', messageId }
      } catch (error) {
        return { kind: 'unknown', code: error instanceof Error ? error.name : 'erro', messageId }
      }
    },
    async logout() {
      shown.left = true
      await shown.socket?.logout()
    },
  }
}

async function keep(options: SessionOptions, shown: Shown): Promise<'left' | 'over'> {
  const { store, signal, onEvent } = options
  const history: CloseHistory = { failures: 0, opened: false, badSessions: 0 }
  while (!signal.aborted && !shown.left) {
    await onEvent({ type: 'status', state: 'conectando' })
    const { code, openedMs } = await once(options, shown)
    if (signal.aborted || shown.left) break
    if (openedMs !== null) history.opened = true
    if (openedMs !== null && openedMs >= STEADY_MS) Object.assign(history, { failures: 0, badSessions: 0 })
    const next = afterClose(code, history, Math.random())
    if (next.wipe) await store.clear(next.wipe)
    if (next.do === 'stop') {
      await onEvent({ type: 'status', state: next.state, code: String(code), reason: next.reason })
      return 'over'
    }
    if (code !== 515) history.failures += 1
    history.badSessions = code === 500 ? history.badSessions + 1 : 0
    await sleep(next.afterMs, undefined, { signal }).catch(() => undefined)
  }
  return 'left'
}

/** One socket from its start to its close. `openedMs`: how long it was open, null for never. */
async function once(
  options: SessionOptions,
  shown: Shown,
): Promise<{ code: number | null; openedMs: number | null }> {
  const { store, logger, signal, now, onEvent, pairingPhone, webSocketUrl } = options
  const auth = await authOver(store)
  const socket = makeWASocket({
    auth: { creds: auth.state.creds, keys: makeCacheableSignalKeyStore(auth.state.keys, logger) },
    logger,
    // Other names break pairing codes.
    browser: Browsers.ubuntu('Chrome'),
    // Otherwise the phone stops ringing.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    getMessage: async ({ id }) => (id ? (shown.sent.find(id) ?? options.findSent(id)) : undefined),
    ...(webSocketUrl ? { waWebSocketUrl: webSocketUrl } : {}),
  })
  let openedAt: Date | null = null
  let askedForCode = false
  let published: Promise<void> = Promise.resolve()
  // One event after the other, in the order in which WhatsApp reported them.
  const publish = (event: SessionEvent) => {
    published = published
      .then(() => onEvent(event))
      .catch((error: unknown) => logger.error(error, 'event not handled'))
  }
  const close = (error?: Error) => {
    socket.end(error).catch((failed: unknown) => {
      logger.error(failed, 'socket not closed')
    })
  }
  const leave = () => {
    close()
  }
  signal.addEventListener('abort', leave, { once: true })
  // Baileys reports rejections only; the server's ack of the message ends the wait for it.
  socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    if (attrs.id && !attrs.error) publish({ type: 'ack', messageId: attrs.id, level: 2, code: null })
  })

  const code = await new Promise<number | null>((done) => {
    const take = async (batch: Partial<BaileysEventMap>) => {
      if (batch['creds.update']) {
        Object.assign(auth.state.creds, batch['creds.update'])
        await auth.save()
      }
      for (const update of batch['messages.update'] ?? []) eventsOfUpdate(update, now()).forEach(publish)
      for (const message of batch['messages.upsert']?.messages ?? [])
        if (!message.key.fromMe || !shown.sent.has(message.key.id)) publish({ type: 'message', message })
      for (const call of batch.call ?? []) eventsOfCall(call).forEach(publish)
      const change = batch['connection.update']
      if (!change) return
      eventsOfLock(change.reachoutTimeLock, now()).forEach(publish)
      if (change.qr && !pairingPhone) publish({ type: 'qr', qr: change.qr })
      if (change.qr && pairingPhone && !askedForCode && !auth.state.creds.registered) {
        askedForCode = true
        publish({ type: 'pairingCode', code: await socket.requestPairingCode(pairingPhone) })
      }
      if (change.connection === 'open') {
        openedAt = now()
        shown.socket = socket
        const { id = null, lid = null, name = null } = auth.state.creds.me ?? {}
        publish({ type: 'status', state: 'conectada', jid: id, lid, name })
      }
      if (change.connection === 'close') {
        shown.socket = null
        done(codeOf(change.lastDisconnect?.error))
      }
    }
    socket.ev.process((batch) => {
      // A login that can't be written would be lost at the next start: better no connection than that.
      take(batch).catch((error: unknown) => {
        logger.error(error, 'session stopped')
        close(error instanceof Error ? error : undefined)
      })
    })
    if (signal.aborted) leave()
  })
  signal.removeEventListener('abort', leave)
  await published
  await auth.flush()
  return { code, openedMs: openedAt === null ? null : now().getTime() - (openedAt as Date).getTime() }
}

function codeOf(error: unknown): number | null {
  const output = (error as { output?: { statusCode?: unknown } } | undefined)?.output
  return typeof output?.statusCode === 'number' ? output.statusCode : null
}
