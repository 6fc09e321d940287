import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../test/engine/world'
import { useDatabase } from '../../test/postgres/clone'
import { MAPPING, shopFile } from '../../test/shops/read'
import { makeEmpresa } from '../domains/access/factory'
import { saveConnection } from '../domains/imports/service/connections'
import { getRun } from '../domains/imports/service/runs'
import { startImport } from '../domains/imports/service/start-import'
import { uploadFile } from '../domains/imports/service/upload-file'
import { childEnv } from '../env'
import { Engine } from '../kernel/engine/engine'
import { freshKeys } from '../kernel/engine/signature'
import { systemScope, withEmpresa } from '../kernel/tenancy/unit'

const product = useDatabase()
const elsewhere = useDatabase()

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

test('with INNGEST_BASE_URL and its keys an import runs on that server, and no engine starts here', async () => {
  // A server with a database of its own knows the product by the protocol alone, as Inngest's would.
  const keys = freshKeys()
  const server = new Engine({ databaseUrl: elsewhere.appUrl, ...keys })
  const url = await server.start()
  onTestFinished(() => server.stop())
  const worker = spawn(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
    env: childEnv({
      INNGEST_BASE_URL: url,
      INNGEST_EVENT_KEY: keys.eventKey,
      INNGEST_SIGNING_KEY: keys.signingKey,
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void worker.kill('SIGKILL'))
  const [line] = (await once(worker.stdout, 'data')) as [Buffer]
  expect(JSON.parse(line.toString())).toMatchObject({ ready: true, engine: 'inngest' })

  const scope = systemScope((await makeEmpresa()).id, 'test')
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_', mapping: MAPPING }))
  await uploadFile(scope, 'hpos.sql.gz', createReadStream(shopFile('hpos')))
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { connection: 'dump' }))
  const run = () => withEmpresa(scope, (ctx) => getRun(ctx, id))
  const over = new Set(['done', 'failed', 'cancelled'])
  await until(async () => over.has((await run()).status), run, 180_000)
  expect(await run()).toMatchObject({ status: 'done', error: null })

  const ended = "SELECT FROM engine.runs WHERE function_id LIKE '%import%' AND status = 'completed'"
  await until(async () => (await ask(elsewhere.appUrl, ended)).length === 1)
  const here = 'SELECT function_id FROM engine.runs UNION ALL SELECT id FROM engine.functions'
  expect(await ask(product.appUrl, here)).toEqual([])
})
