// A worker of an Inngest server, in a process that a test may kill: `worker.ts <app id>`. It says its id when it serves.
import { env } from '../../../src/env'
import { startRemote } from '../../../src/kernel/engine/remote'
import { createClient } from '../../../src/kernel/inngest'

const [id = ''] = process.argv.slice(2)
const client = createClient(id)
const work = client.createFunction({ id: 'work', triggers: [{ event: `${id}/happened` }] }, () => undefined)
const { workerId } = await startRemote(client, [work], {
  databaseUrl: env().DATABASE_URL ?? '',
  leaseMs: 4000,
})
process.stdout.write(`${workerId}\n`)
