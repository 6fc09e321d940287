import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { PortalAway, type Portal } from './portal.ts'

const SHORTEST_WAIT = 250
const LONGEST_WAIT = 10_000

export type Mail = {
  /** Hands an event over after those before it, as often as it takes, always under the same id. */
  post(event: unknown): void
  /** Resolves when nothing waits. */
  flush(): Promise<void>
}

/** Events of one session on their way to the portal, in order. What the portal refuses for good is dropped, and said. */
export function mailOf(portal: Portal, name: string, logger: Logger): Mail {
  let last: Promise<void> = Promise.resolve()
  const deliver = async (body: string) => {
    for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        await portal.tell(name, body)
        return
      } catch (error) {
        if (!(error instanceof PortalAway)) {
          logger.error({ session: name, reason: String(error) }, 'event refused by the portal')
          return
        }
      }
      await sleep(wait)
    }
  }
  return {
    post(event) {
      const body = JSON.stringify({ id: `evt_${randomUUID()}`, session: name, event }, plain)
      last = last.then(() => deliver(body))
    },
    flush: () => last,
  }
}

/** Counts of WhatsApp as text, bytes left out: nobody reads thumbnails, and a file's keys go packed (media.ts). */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return undefined
  if (value === null || typeof value !== 'object') return value
  if ('type' in value && value.type === 'Buffer') return undefined
  if ('low' in value && 'high' in value && 'unsigned' in value) return String(value)
  return value
}
