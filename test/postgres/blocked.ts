import { setTimeout as pause } from 'node:timers/promises'
import type { EmpresaCtx } from '../../src/kernel/tenancy/unit'

/** Resolves once another session waits for what this unit of work has locked; so that a race is one on any machine. */
export async function untilBlocking({ db }: Pick<EmpresaCtx, 'db'>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const waiting = await db.$queryRaw<unknown[]>`
      SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)) LIMIT 1`
    if (waiting.length > 0) return
    await pause(20)
  }
  throw new Error('no session waits for this unit of work')
}
