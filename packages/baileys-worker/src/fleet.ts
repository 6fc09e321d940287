import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Config } from './config.ts'
import { hold, type Held } from './held.ts'
import { mailOf, type Mail } from './mail.ts'
import { PortalAway, type Address, type Portal } from './portal.ts'
import type { Session } from './session.ts'
import type { Snapshot } from './snapshot.ts'

const wantedAnswer = z.object({
  sessions: z.array(z.object({ empresaId: z.string(), connectionId: z.string() })),
})
const done = z.object({ done: z.literal(true) })

/** How often the worker asks the portal which sessions should be connected. */
const LOOK_MS = 5_000
/** How long a start waits for a first code or state. */
const FIRST_CODE_MS = 4_000
const FLUSH_MS = 5_000

/** Another worker owns the lease of this session. */
export class HeldElsewhere extends Error {
  override readonly name = 'HeldElsewhere'
}

export const nameOf = ({ empresaId, connectionId }: Address) => `${empresaId}/${connectionId}`

export type Fleet = {
  /** A user connects: the session is wanted from now on. @throws HeldElsewhere, PortalAway, PortalRefused */
  start(address: Address, pairingPhone: string | null): Promise<Snapshot>
  /** Null for a session that isn't wanted. @throws PortalAway before the portal has listed the wanted sessions */
  look(address: Address): Snapshot | null
  /** Null while this process doesn't own its lease. */
  session(address: Address): Session | null
  /** Keeps the login. */
  disconnect(address: Address): Promise<void>
  /** Ends the login, at WhatsApp when connected, and always in the portal's database. */
  logout(address: Address): Promise<void>
  /** Closes every socket and releases the leases. */
  stop(): Promise<void>
}

/** Every session that is wanted and free, kept connected by this process. */
export function fleetOf(portal: Portal, config: Config, logger: Logger): Fleet {
  const leased = new Map<string, Held>()
  const ended = new Map<string, Snapshot>()
  const mails = new Map<string, Mail>()
  /** Starts under way, so that one session isn't started twice. */
  const starting = new Map<string, Promise<Held | null>>()
  let wanted = new Set<string>()
  let looked = false
  let silent = false
  const halt = new AbortController()

  const mailFor = (name: string): Mail => {
    const mail = mails.get(name) ?? mailOf(portal, name, logger)
    mails.set(name, mail)
    return mail
  }

  const take = (address: Address, want: boolean, pairingPhone: string | null): Promise<Held | null> => {
    const name = nameOf(address)
    const known = starting.get(name)
    if (known) return known
    const begun = hold(address, { portal, config, logger, mail: mailFor(name), want, pairingPhone })
      .then((one) => {
        if (!one) return null
        leased.set(name, one)
        ended.delete(name)
        wanted.add(name)
        void one.gone.then(() => {
          if (leased.get(name) === one) leased.delete(name)
          const last = one.snapshot()
          if (last.state === 'falhou' || last.state === 'desconectada') {
            ended.set(name, last)
            wanted.delete(name)
          }
        })
        return one
      })
      .finally(() => starting.delete(name))
    starting.set(name, begun)
    return begun
  }

  const look = async () => {
    const { sessions } = await portal.ask({ op: 'wanted' }, wantedAnswer)
    wanted = new Set(sessions.map(nameOf))
    looked = true
    for (const address of sessions)
      if (!leased.has(nameOf(address)) && !halt.signal.aborted)
        await take(address, false, null).catch((error: unknown) => {
          logger.warn({ session: address, reason: String(error) }, 'session not taken')
        })
  }
  const looking = (async () => {
    while (!halt.signal.aborted) {
      const reason = await look().then(
        () => null,
        (error: unknown) => String(error),
      )
      // Logged once, not at every poll.
      if (reason !== null && !silent)
        logger.warn({ reason }, 'the portal does not say which sessions are wanted')
      silent = reason !== null
      await sleep(LOOK_MS, undefined, { signal: halt.signal }).catch(() => undefined)
    }
  })()

  const close = async (address: Address, wipe: boolean) => {
    const name = nameOf(address)
    await starting.get(name)?.catch(() => null)
    const one = leased.get(name)
    one?.forget()
    if (one && wipe)
      await Promise.race([one.session.logout(), sleep(FLUSH_MS)]).catch((error: unknown) => {
        logger.warn({ session: address, reason: String(error) }, 'WhatsApp was not notified of the logout')
      })
    await one?.leave()
    leased.delete(name)
    ended.delete(name)
    wanted.delete(name)
    await portal.ask({ op: 'forget', session: address, wipe }, done)
  }

  return {
    async start(address, pairingPhone) {
      const name = nameOf(address)
      await starting.get(name)?.catch(() => null)
      const running = leased.get(name)
      const state = running?.snapshot().state
      if (running && (state === 'conectada' || (running.pairingPhone === pairingPhone && state === 'qr')))
        return running.snapshot()
      await running?.leave()
      const one = await take(address, true, pairingPhone)
      if (!one) throw new HeldElsewhere(name)
      for (let waited = 0; waited < FIRST_CODE_MS && one.snapshot().state === 'conectando'; waited += 50)
        await sleep(50)
      return one.snapshot()
    },
    look(address) {
      const name = nameOf(address)
      const known = leased.get(name)?.snapshot() ?? ended.get(name)
      if (known) return known
      if (wanted.has(name) || starting.has(name)) return { state: 'conectando' }
      if (!looked) throw new PortalAway('nothing known yet')
      return null
    },
    session: (address) => leased.get(nameOf(address))?.session ?? null,
    disconnect: (address) => close(address, false),
    logout: (address) => close(address, true),
    async stop() {
      halt.abort()
      await looking
      await Promise.all([...starting.values()].map((begun) => begun.catch(() => null)))
      await Promise.all([...leased.values()].map((one) => one.leave()))
      const flushed = Promise.all([...mails.values()].map((mail) => mail.flush()))
      await Promise.race([flushed, sleep(FLUSH_MS)])
    },
  }
}
