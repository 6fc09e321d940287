import { once } from 'node:events'
import { expect, test } from 'vitest'
import { useDatabase } from '../../test/postgres/clone'
import { copyInto } from './copy-stream'
import { database } from './db'

useDatabase()

test('a COPY that the server rejects while data is still in flight ends with the server’s reason, and nothing else', async () => {
  const sql = await database().pool.connect()
  try {
    await sql.query('CREATE TEMP TABLE narrow (n int)')
    for (const size of [1, 1_000, 4_000_000]) {
      const stream = copyInto(sql, 'COPY narrow (n) FROM STDIN')
      stream.end(`x\n${'1\n'.repeat(size)}`)
      await expect(once(stream, 'finish')).rejects.toMatchObject({ code: '22P02' })
      // Answered after the socket had drained.
      expect((await sql.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    }
  } finally {
    sql.release()
  }
})
