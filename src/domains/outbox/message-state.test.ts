import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../..')
const OWNER = 'domains/outbox/service/message-state.ts'

/** Writes of `messages.state` in a source: in SQL, and by Prisma's client. */
function writes(source: string): string[] {
  const sql = [...source.matchAll(/UPDATE messages(?: AS \w+)? SET ([^`]*?)(?:WHERE|FROM|RETURNING|`)/g)]
    .map(([, set = '']) => set)
    .filter((set) => /(?:^|[\s,])state\s*=/.test(set))
  const prisma = [...source.matchAll(/message\.update\w*\(\{[\s\S]*?\n {2}\}\)/g)]
    .map(([call]) => call.slice(call.indexOf('data:')))
    .filter((data) => /\bstate:/.test(data))
  return [...sql, ...prisma]
}

test('no other file changes the state of a message', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith('generated/'),
  )
  expect(files).toContain(OWNER)
  const found = files
    .filter((file) => file !== OWNER)
    .flatMap((file) => writes(readFileSync(path.join(SRC, file), 'utf8')).map((write) => `${file}: ${write}`))
  expect(found).toEqual([])
})

test('a change elsewhere would be found, in SQL and by the client', () => {
  expect(writes("`UPDATE messages SET state = 'enviada' WHERE id = $1`")).toHaveLength(1)
  expect(writes("`UPDATE messages AS m SET body = '', state = $2 FROM x`")).toHaveLength(1)
  expect(writes("`UPDATE messages SET body = '' WHERE state = 'pendente'`")).toEqual([])
  expect(
    writes("await ctx.db.message.updateMany({\n    where: {},\n    data: { state: 'lida' },\n  })"),
  ).toHaveLength(1)
  expect(
    writes("await ctx.db.message.updateMany({\n    where: { state: 'lida' },\n    data: { body: '' },\n  })"),
  ).toEqual([])
})
