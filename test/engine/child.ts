// A worker of its own that a test may kill: `child.ts <app id> <file> <hang|go>`. It notes its steps in the file.
import { appendFileSync } from 'node:fs'
import { env } from '../../src/env'
import { startEmbedded } from '../../src/kernel/engine/embedded'
import { createClient } from '../../src/kernel/inngest'

const [id = '', file = '', mode = 'go'] = process.argv.slice(2)
const client = createClient(id)
const note = (text: string) => appendFileSync(file, `${text}\n`)

const work = client.createFunction(
  { id: 'work', triggers: [{ event: `${id}/happened` }] },
  async ({ step }) => {
    await step.run('before', () => note('before'))
    await step.run('middle', async () => {
      note('middle')
      if (mode === 'hang') await new Promise(() => undefined)
    })
    await step.run('after', () => note('after'))
  },
)

await startEmbedded(client, [work], { databaseUrl: env().DATABASE_URL ?? '', leaseMs: 1500 })
process.stdout.write('ready\n')
