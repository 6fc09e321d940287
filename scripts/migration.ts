// `npm run db:diff -- <name>`: writes the migration that the schema files still need. Review it: add RLS and grants.
import { mkdir, writeFile } from 'node:fs/promises'
import { diffSchema } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Error('usage: npm run db:diff -- snake_case_name')
const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE shadow OWNER retoma_owner'])
  const sql = await diffSchema(urlOf(server.port, 'retoma_owner', 'shadow'))
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = `prisma/migrations/${stamp}_${name}`
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/migration.sql`, sql)
  console.log(folder, sql.split('\n').length, 'lines')
} finally {
  await server.stop()
}
