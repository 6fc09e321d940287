// `npm run db:diff -- <name>`: writes the migration from the last commit's schema files to those of the working tree.
// Review it: add row-level security and checks. Commit the schema and its migration together.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { diffSchema } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Error('usage: npm run db:diff -- snake_case_name')

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' })
const committed = git('ls-tree', '--name-only', 'HEAD', 'prisma/schema/')
  .split('\n')
  .filter((path) => path.endsWith('.prisma'))
  .map((path) => ({ path, content: git('show', `HEAD:${path}`) }))

const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE scratch OWNER retoma_owner'])
  const sql = await diffSchema(urlOf(server.port, 'retoma_owner', 'scratch'), committed)
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = `prisma/migrations/${stamp}_${name}`
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/migration.sql`, sql)
  console.log(folder, sql.split('\n').length, 'lines')
} finally {
  await server.stop()
}
