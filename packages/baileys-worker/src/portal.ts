import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'

export type Address = { empresaId: string; connectionId: string }

/** Another worker owns the lease, or the session is no longer wanted. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}
/** The portal can't be reached, or reports that it can't work now. */
export class PortalAway extends Error {
  override readonly name = 'PortalAway'
}
/** The portal denies for good: another token, or a connection that isn't Baileys'. */
export class PortalRefused extends Error {
  override readonly name = 'PortalRefused'
}

const ANSWER_MS = 10_000
const SHORTEST_WAIT = 200
const LONGEST_WAIT = 5_000

export type Portal = {
  /** One request. @throws LeaseLost, PortalAway, PortalRefused */
  ask<T>(body: Record<string, unknown>, shape: z.ZodType<T>): Promise<T>
  /**
   * The same, retried while the portal is away and until `signal` aborts. @throws LeaseLost, PortalRefused, PortalAway
   * once aborted
   */
  insist<T>(body: Record<string, unknown>, shape: z.ZodType<T>, signal: AbortSignal): Promise<T>
  /** Posts one event. @throws as ask */
  tell(name: string, body: string): Promise<void>
}

/** Client of the portal's API for this worker (docs/adr/0006). */
export function portalAt(url: string, token: string): Portal {
  const post = async (path: string, headers: Record<string, string>, body: string): Promise<string> => {
    let status: number
    let text: string
    try {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      status = answer.status
      text = await answer.text()
    } catch (cause) {
      throw new PortalAway('no answer', { cause })
    }
    if (status === 409) throw new LeaseLost(path)
    if (status === 408 || status === 429 || status >= 500) throw new PortalAway(`status ${String(status)}`)
    if (status !== 200) throw new PortalRefused(`status ${String(status)}`)
    return text
  }
  const ask = async <T>(body: Record<string, unknown>, shape: z.ZodType<T>): Promise<T> => {
    const text = await post('/api/baileys', { authorization: `Bearer ${token}` }, JSON.stringify(body))
    return shape.parse(JSON.parse(text))
  }
  return {
    ask,
    async insist(body, shape, signal) {
      for (let wait = SHORTEST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
        try {
          return await ask(body, shape)
        } catch (error) {
          if (!(error instanceof PortalAway) || signal.aborted) throw error
        }
        await sleep(wait, undefined, { signal }).catch(() => undefined)
      }
    },
    async tell(name, body) {
      const signature = createHmac('sha512', token).update(body).digest('hex')
      await post('/api/baileys/events', { 'x-retoma-session': name, 'x-retoma-signature': signature }, body)
    },
  }
}
