import { env } from '~/env'
import { database } from '~/kernel/db'
import { startEmbedded } from '~/kernel/engine/embedded'
import type { EngineOptions } from '~/kernel/engine/engine'
import { beatPulse, PULSE_EVERY_MS } from '~/kernel/engine/pulse'
import { startRemote } from '~/kernel/engine/remote'
import { AppError } from '~/kernel/errors'
import { inngest, remoteServer } from '~/kernel/inngest'
import { log } from '~/kernel/log'
import { startDispatcher, type Dispatcher } from '~/domains/outbox/service/dispatch/loop'
import { dispatchDeps } from '~/domains/outbox/service/dispatch/deps'
import { productClock } from '~/kernel/engine/product-clock'
import { jobs } from '~/wiring/jobs'
import { subjects } from '~/wiring/subjects'
import { startFastForward } from './fast-forward'

export type Worker = {
  engine: 'embedded' | 'inngest'
  port: number
  workerId: string
  stop(): Promise<void>
}

type ServeOptions = Pick<EngineOptions, 'capacity' | 'leaseMs' | 'clock' | 'backoff'>

/** The functions are served, and the messages that are due are sent. @throws AppError without DATABASE_URL. */
export async function startWorker(options: ServeOptions = {}): Promise<Worker> {
  const served = await startEngine(options)
  const deps = dispatchDeps(subjects, productClock)
  const dispatcher: Dispatcher = await startDispatcher({
    deps,
    databaseUrl: ownDatabase(),
    onLook: pulse(),
  }).catch(async (error: unknown) => {
    await served.stop()
    throw error
  })
  const fastForward = startFastForward(deps)
  const stop = async () => {
    await fastForward.stop()
    await dispatcher.stop()
    await served.stop()
  }
  return { ...served, stop }
}

/** Beats at most every few seconds, however often the dispatcher looks: its silence shows that the worker stopped. */
function pulse(): () => void {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - last < PULSE_EVERY_MS) return
    last = performance.now()
    beatPulse(database().pool).catch((error: unknown) => log('engine').warn({ err: error }, 'no pulse'))
  }
}

function ownDatabase(): string {
  const { DATABASE_URL } = env()
  if (!DATABASE_URL) throw new AppError('INTERNAL', 'DATABASE_URL não está definida.')
  return DATABASE_URL
}

/**
 * Serves the functions from this process, on the embedded engine, or for the Inngest server that the environment names,
 * which may be away: the outbox is relayed to it once it is there. No message leaves. @throws AppError without DATABASE_URL.
 */
export async function startEngine(options: ServeOptions = {}): Promise<Worker> {
  const databaseUrl = ownDatabase()
  const remote = remoteServer()
  if (!remote)
    return { engine: 'embedded', ...(await startEmbedded(inngest, jobs, { databaseUrl, ...options })) }
  inngest.setEnvVars({
    INNGEST_BASE_URL: remote.baseUrl,
    INNGEST_EVENT_KEY: remote.eventKey,
    INNGEST_SIGNING_KEY: remote.signingKey,
  })
  const { INNGEST_SERVE_ORIGIN: origin } = env()
  return { engine: 'inngest', ...(await startRemote(inngest, jobs, { databaseUrl, origin })) }
}
