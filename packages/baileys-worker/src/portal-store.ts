import { z } from 'zod'
import type { KeyStore } from './key-store.ts'
import { LeaseLost, type Address, type Portal } from './portal.ts'

const values = z.object({ values: z.record(z.string(), z.string()) })
const done = z.object({ done: z.literal(true) })
const CREDS = 'creds'

export type Lease = { session: Address; owner: string; signal: AbortSignal; lose: () => void }

/**
 * A session's login in the portal's database, sealed there. While the portal restarts, calls are retried as long as the
 * lease lives; the portal rejects a write without the lease, which ends the session here.
 */
export function portalStore(portal: Portal, { session, owner, signal, lose }: Lease): KeyStore {
  const insist = async <T>(body: Record<string, unknown>, shape: z.ZodType<T>): Promise<T> => {
    try {
      return await portal.insist({ ...body, session, owner }, shape, signal)
    } catch (error) {
      if (error instanceof LeaseLost) lose()
      throw error
    }
  }
  const get = async (type: string, ids: readonly string[]) =>
    new Map(Object.entries((await insist({ op: 'keys.get', type, ids }, values)).values))
  const set = async (changes: readonly { type: string; id: string; value: string | null }[]) => {
    await insist({ op: 'keys.set', changes }, done)
  }
  return {
    loadCreds: async () => (await get(CREDS, [CREDS])).get(CREDS) ?? null,
    saveCreds: (creds) => set([{ type: CREDS, id: CREDS, value: creds }]),
    get,
    set,
    async clear(what) {
      await insist({ op: 'keys.clear', what }, done)
    },
  }
}
