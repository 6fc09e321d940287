import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import { authOver } from './auth-state.ts'
import type { Config } from './config.ts'
import type { Mail } from './mail.ts'
import { LeaseLost, PortalRefused, type Address, type Portal } from './portal.ts'
import { portalStore } from './portal-store.ts'
import { openSession, type Session } from './session.ts'
import { snapshotOf, reportOf, type Snapshot } from './snapshot.ts'

const granted = z.object({ granted: z.boolean() })
const done = z.object({ done: z.literal(true) })
const text = z.object({ text: z.string().nullable() })

export type HoldOptions = {
  portal: Portal
  config: Pick<Config, 'leaseSeconds' | 'webSocketUrl'>
  logger: Logger
  mail: Mail
  /** A user asked for it; otherwise only a session that is already wanted is leased. */
  want: boolean
  pairingPhone: string | null
}

/** A session whose lease this process owns. */
export type Held = {
  session: Session
  snapshot(): Snapshot
  pairingPhone: string | null
  /** The session is no longer wanted: the lease isn't released but ended, so that no poll finds it free. */
  forget(): void
  /** Closes the socket, then releases the lease. */
  leave(): Promise<void>
  /** Resolves when the socket is closed and the lease released or lost. */
  readonly gone: Promise<void>
}

/**
 * Takes the lease of a session and opens its socket. @returns null when another worker owns the lease, or the session
 * isn't wanted. @throws PortalAway, PortalRefused
 */
export async function hold(address: Address, options: HoldOptions): Promise<Held | null> {
  const { portal, config, logger, mail, want, pairingPhone } = options
  const owner = randomUUID()
  const seconds = config.leaseSeconds
  const about = { session: address, owner }
  const asked = performance.now()
  if (!(await portal.ask({ op: 'acquire', ...about, seconds, want }, granted)).granted) return null

  const lease = new AbortController()
  const lose = () => {
    lease.abort()
  }
  const store = portalStore(portal, { ...about, signal: lease.signal, lose })
  const renewing = renew(asked)
  let snapshot: Snapshot = { state: 'conectando' }
  let forgotten = false
  const forgetHalfLogin = async () => {
    const { creds } = (await authOver(store)).state
    // Left by an unfinished pairing: another attempt with it would never be accepted.
    if (creds.me && !creds.account) await store.clear('all')
  }
  const session = await forgetHalfLogin().then(
    () =>
      openSession({
        store,
        // Baileys' own finer levels print keys.
        logger: logger.child({ part: 'baileys' }, { level: 'error' }),
        now: () => new Date(),
        signal: lease.signal,
        onEvent(event) {
          snapshot = snapshotOf(event) ?? snapshot
          mail.post(reportOf(event))
          return Promise.resolve()
        },
        async findSent(messageId) {
          const found = await portal.insist({ op: 'sent', ...about, messageId }, text, lease.signal)
          return found.text === null ? undefined : { conversation: found.text }
        },
        ...(pairingPhone ? { pairingPhone } : {}),
        ...(config.webSocketUrl ? { webSocketUrl: config.webSocketUrl } : {}),
      }),
    async (error: unknown) => {
      lose()
      await renewing
      throw error
    },
  )
  const gone = end()
  return {
    session,
    snapshot: () => snapshot,
    pairingPhone,
    gone,
    forget() {
      forgotten = true
    },
    leave() {
      lose()
      return gone
    },
  }

  /**
   * Until the session ends. A lease that couldn't be renewed is given up before it expires, while this process still
   * owns it.
   */
  async function renew(since: number): Promise<void> {
    const third = (seconds * 1000) / 3
    const give = (kept: boolean | null) => {
      logger.warn({ session: address, kept }, 'lease lost: socket closed')
      lose()
    }
    // A timer of its own: slow failing attempts must not keep the socket open past the end of the lease.
    let giveUp = setTimeout(give, since + 2 * third - performance.now(), null)
    while (!lease.signal.aborted) {
      await sleep(third, undefined, { signal: lease.signal }).catch(() => undefined)
      if (lease.signal.aborted) break
      const began = performance.now()
      const kept = await Promise.race([
        portal.ask({ op: 'renew', ...about, seconds }, granted).then(
          (answer) => answer.granted,
          (error: unknown) => (error instanceof LeaseLost || error instanceof PortalRefused ? false : null),
        ),
        // A slower answer counts as none.
        sleep(third, null),
      ])
      if (kept === false) give(kept)
      if (kept !== true || lease.signal.aborted) continue
      clearTimeout(giveUp)
      giveUp = setTimeout(give, began + 2 * third - performance.now(), null)
    }
    clearTimeout(giveUp)
  }

  async function end(): Promise<void> {
    const how = await session.ended.catch((error: unknown) => {
      logger.error({ session: address, reason: String(error) }, 'session ended by a failure')
      return 'left' as const
    })
    lose()
    await renewing
    // A lost lease is fine: then there's nothing to release.
    await portal
      .ask({ op: 'release', ...about, forget: forgotten || how === 'over' }, done)
      .catch((error: unknown) => {
        logger.warn({ session: address, reason: String(error) }, 'lease not released: it will expire')
      })
  }
}
