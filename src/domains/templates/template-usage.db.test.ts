import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '~/domains/access/factory'
import { makeConnection, makeContact } from '~/domains/outbox/factory'
import { listTemplates, saveTemplate } from './service/templates'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

test('msg-1 a template shows the results of its messages of the last 30 days, and only of its own empresa’s', async () => {
  const shop = async () => {
    const { id } = await makeEmpresa()
    const scope = systemScope(id, 'teste', () => NOW)
    const save = (name: string) =>
      withEmpresa(scope, (ctx) =>
        saveTemplate(ctx, { kind: 'livre', name, body: 'Oi, {nome}!', active: true }),
      )
    const [used, idle] = [await save('Usado'), await save('Parado')]
    const connection = await withEmpresaSql(scope, makeConnection)
    const contact = await withEmpresaSql(scope, makeContact)
    const message = (state: string, at: Date) =>
      withEmpresaSql(scope, (ctx) =>
        ctx.sql.query(
          `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, template_id, body, state,
             not_before, accepted_at, created_by, created_at, updated_at)
           VALUES ($1, 'out', 'manual', $2, $3, $4, $5, 'Oi', $6, $7,
             CASE WHEN $6 IN ('enviada', 'entregue', 'lida') THEN $7::timestamptz END, 'teste', $7, $7)`,
          [ctx.empresaId, randomUUID(), connection, contact.id, used.id, state, at],
        ),
      )
    const usages = async () => {
      const rows = await withEmpresa(scope, listTemplates)
      return [used, idle].map(({ id: template }) => rows.find((row) => row.id === template)?.usage)
    }
    return { message, usages }
  }
  const [mine, other] = [await shop(), await shop()]
  for (const [state, days] of [
    ['enviada', 1],
    ['entregue', 2],
    ['lida', 3],
    ['lida', 29],
    ['falhou', 4],
    ['pendente', 0],
    ['cancelada', 5],
    ['lida', 31],
  ] as const)
    await mine.message(state, daysAgo(days))
  await other.message('lida', daysAgo(1))
  const nothing = { sent: 0, delivered: 0, read: 0, failed: 0, lastUsedAt: null }
  expect(await mine.usages()).toEqual([
    { sent: 4, delivered: 3, read: 2, failed: 1, lastUsedAt: daysAgo(1) },
    nothing,
  ])
  expect(await other.usages()).toEqual([
    { sent: 1, delivered: 1, read: 1, failed: 0, lastUsedAt: daysAgo(1) },
    nothing,
  ])
})
