import os from 'node:os'
import { closeDatabase } from '~/kernel/db'
import { log } from '~/kernel/log'
import { startWorker } from '~/runtime/worker'

/** Background work gives way to the portal's requests. */
os.setPriority(10)

const worker = await startWorker()
process.stdout.write(
  `${JSON.stringify({ ready: true, engine: worker.engine, port: worker.port, pid: process.pid })}\n`,
)

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await worker.stop()
  await closeDatabase()
  process.exit(0)
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stop().catch((error: unknown) => {
      log('engine').error({ err: error }, 'the worker did not stop cleanly')
      process.exit(1)
    })
  })
}
