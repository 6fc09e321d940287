import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { PortalAway, type Portal } from './portal.ts'

const SHORTEST_WAIT = 250
const LONGEST_WAIT = 10_000

export type Mail = {
  /** Posts an event after those before it, with as many retries as needed, always under the same id. */
  post(event: unknown): void
  /** Resolves when nothing is queued. */
  flush(): Promise<void>
}

/**
 * Queue of one session's events to the portal, in order. An event that the portal rejects for good is dropped, and
 * logged.
 */
export function mailOf(portal: Portal, name: string, logger: Logger): Mail {
  let last: Promise<void> = Promise.resolve()
  const deliver = async (body: string) => {
    for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        await portal.tell(name, body)
        return
      } catch (error) {
        if (!(error instanceof PortalAway)) {
          logger.error({ session: name, reason: String(error) }, 'event rejected by the portal')
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

/**
 * WhatsApp's 64-bit counts as text, bytes left out: the portal needs no thumbnails, and a file's keys go packed
 * (media.ts).
 */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return undefined
  if (value === null || typeof value !== 'object') return value
  if ('type' in value && value.type === 'Buffer') return undefined
  if ('low' in value && 'high' in value && 'unsigned' in value) return String(value)
  return value
}
