import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { onFreshData } from '../followups/subjects'
import { defineSubject, type Asked } from '~/domains/outbox/subjects'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../../kernel/tenancy/unit'
import { staleReason } from './service/freshness'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const ASKED: Asked = { messageId: 'm', subjectId: 's', ruleId: 'r', contactId: null, createdAt: NOW }

/** An empresa whose shop is read this way; `ago` are the hours since an import that ended in `status`. */
async function shop(kind: 'mysql' | 'dump' | null) {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  if (kind !== null)
    await run((ctx) =>
      ctx.sql.query('INSERT INTO shop_connections (empresa_id, kind, updated_at) VALUES ($1, $2, $3)', [
        ctx.empresaId,
        kind,
        NOW,
      ]),
    )
  return {
    stale: () => run(staleReason),
    ask: (type: 'cart' | 'lead', ruleId: string | null) => {
      const yes = defineSubject({
        type,
        check: () => Promise.resolve({ kind: 'ok' }),
        variables: () => Promise.resolve({}),
      })
      const [subject] = onFreshData([yes], staleReason)
      return run((ctx) => subject?.check(ctx, { ...ASKED, ruleId }) ?? Promise.reject(new Error('none')))
    },
    imported: (ago: number, over: { status?: string; kinds?: string; toDay?: string } = {}) =>
      run((ctx) =>
        ctx.sql.query(
          `INSERT INTO import_runs (empresa_id, connection_id, kinds, status, started_by, created_at, finished_at, from_day, to_day)
           SELECT $1, id, $2::import_kind[], $3::import_status, 'cron', $4, $4, $5::date, $5::date FROM shop_connections WHERE empresa_id = $1`,
          [
            ctx.empresaId,
            over.kinds ?? '{leads,customers,orders,carts}',
            over.status ?? 'done',
            new Date(NOW.getTime() - ago * 3_600_000),
            over.toDay ?? null,
          ],
        ),
      ),
  }
}

test('t-29 with the shop unread for two days no customer is reminded, and it says since when', async () => {
  const { stale, imported, ask } = await shop('mysql')
  expect(await stale()).toBeNull()
  await imported(60)
  // Neither a failed import, nor one of leads, nor one of last year's days makes the orders fresh.
  await imported(1, { status: 'failed' })
  await imported(2, { kinds: '{leads}' })
  await imported(3, { toDay: '2025-01-31' })
  // Nor does one of today alone, which a webhook of the shop's starts.
  await imported(1, { toDay: '2026-11-20' })
  expect(await stale()).toMatch(/última vez em 18\/11\/2026/)
  expect(await ask('cart', 'r')).toMatchObject({
    kind: 'defer',
    code: 'dados_antigos',
    until: new Date(NOW.getTime() + 3_600_000),
  })
  expect(await ask('cart', null)).toEqual({ kind: 'ok' })
  expect(await ask('lead', 'r')).toEqual({ kind: 'ok' })
  await imported(49)
  expect(await stale()).toBeNull()
  expect(await ask('cart', 'r')).toEqual({ kind: 'ok' })
})

test('a shop that brings export files is never kept waiting for a connection that it hasn’t', async () => {
  const { stale, imported } = await shop('dump')
  await imported(500)
  expect(await stale()).toBeNull()
})
