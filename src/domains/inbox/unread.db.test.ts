import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { makeConversation } from './factory'
import { countUnread, listConversations } from './service/list'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')

test('conv-2 menu, tab, start page and list count unread alike, and the tabs follow the search', async () => {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  await withEmpresaSql(scope, async (ctx) => {
    const connection = await makeConnection(ctx)
    await makeConversation(ctx, connection, { name: 'João Alves', texts: ['Oi', 'Tem 37?', 'Oi?'] })
    await makeConversation(ctx, connection, { name: 'Joana', texts: [] })
    await makeConversation(ctx, connection, { name: 'Rita' })
    // A conversation with only automatic messages, put among the unread by a call, is in no list and in no count.
    await ctx.sql.query(
      'UPDATE conversations SET unread = 1, last_inbound_at = NULL WHERE empresa_id = $1 AND contact_id IN (SELECT id FROM contacts WHERE name = $2)',
      [id, 'Joana'],
    )
  })
  const read = (filter: object) =>
    withEmpresa(scope, (ctx) => listConversations(ctx, { size: 50, ...filter }))
  const unread = await read({ unread: 'sim' })
  expect(unread.total.count).toBe(2)
  expect([unread.counts.unread, await withEmpresa(scope, countUnread)]).toEqual([2, 2])
  expect((await read({ q: 'joão', status: 'encerrada' })).counts).toMatchObject({ aguardando: 1, unread: 1 })
})
