import os from 'node:os'
import { env, readEnvFile } from '~/env'
import { closeDatabase } from '~/kernel/db'
import { log } from '~/kernel/log'
import { migrate } from '~/runtime/migrate'
import { onceReady } from '~/runtime/once-ready'
import { ENV_FILE } from '~/runtime/paths'
import { startWorker } from '~/runtime/worker'

// Background work gives way to the portal's requests.
os.setPriority(10)

readEnvFile(ENV_FILE)
const starting = begin()
let stopping = false

/** Brings the database up to date where the owner's role is given, so that a new version needs no step of its own. */
async function begin(): ReturnType<typeof startWorker> {
  const { DATABASE_OWNER_URL } = env()
  if (DATABASE_OWNER_URL) await onceReady(() => migrate(DATABASE_OWNER_URL))
  return onceReady(() => startWorker())
}

/** Ends the calls in progress, or gives them back, and leaves. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  try {
    await (await starting).stop()
    await closeDatabase()
    process.exit(0)
  } catch (error) {
    log('engine').error({ err: error }, 'the worker did not stop cleanly')
    process.exit(1)
  }
}

// Before `ready` is printed: the parent may end the process as soon as it reads it.
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())

const { engine, port, workerId } = await starting
process.stdout.write(`${JSON.stringify({ ready: true, engine, port, pid: process.pid, workerId })}\n`)
