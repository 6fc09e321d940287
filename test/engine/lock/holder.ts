// Takes an advisory lock for a long statement, for a test that kills it: `holder.ts <lock>`. It prints when it has it.
import { env } from '../../../src/env'
import { openPool } from '../../../src/kernel/db'

const pool = openPool({ connectionString: env().DATABASE_URL, max: 1 })
const client = await pool.connect()
await client.query('BEGIN')
await client.query('SELECT pg_advisory_xact_lock($1)', [Number(process.argv[2])])
process.stdout.write('held\n')
await client.query('SELECT pg_sleep(300)')
