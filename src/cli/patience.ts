import { setTimeout as sleep } from 'node:timers/promises'
import { isLoss } from '~/kernel/database-away'

/** How long a database that restarts or is moved is waited for. */
const PATIENCE_MS = 5 * 60_000
const PAUSE_MS = 1_000

type Waiting = { signal: AbortSignal; note: (line: string) => void }

/**
 * Retries while the database is away, for up to five minutes: the run that a command follows goes on by itself once it is
 * back. Only for idempotent calls. @throws what `ask` throws, at once when it is anything else or Ctrl+C was pressed
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  { signal, note }: Waiting,
  { pauseMs = PAUSE_MS, patienceMs = PATIENCE_MS } = {},
): Promise<T> {
  const since = performance.now()
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!isLoss(error) || signal.aborted || performance.now() - since > patienceMs) throw error
      if (tries === 0)
        note('O banco de dados do Retoma não responde; esperando que volte. O que já foi lido está guardado…')
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
