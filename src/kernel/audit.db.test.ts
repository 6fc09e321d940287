import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../test/postgres/clone'
import { audit, auditSql } from './audit'
import { insertEmpresa } from './tenancy/directory'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from './tenancy/unit'

useDatabase()

const line = {
  action: 'cart.toggled',
  entity: 'cart',
  entityId: 'c1',
  before: { at: new Date(0), gone: undefined },
  after: { sent: true },
}

async function scope(): Promise<EmpresaScope> {
  const id = await insertEmpresa({
    slug: `loja-${randomUUID()}`,
    name: 'Loja',
    timezone: 'America/Sao_Paulo',
  })
  const userId = '4a3c0f6e-0f5f-4d1c-9c1f-111111111111'
  const actor = { kind: 'user', userId, name: 'Ana', role: 'owner' } as const
  return {
    empresaId: id,
    actor,
    request: { ip: '10.0.0.1', path: 'carts.toggle' },
    now: () => new Date('2026-11-20T12:00:00Z'),
  }
}

test('both ways write the same line: who, when, what, before and after, address, path, extras', async () => {
  const inside = await scope()
  await withEmpresa(inside, (ctx) => audit(ctx, { ...line, extras: [1] }))
  await withEmpresaSql(inside, (ctx) => auditSql(ctx, { ...line, extras: [1] }))
  const rows = await withEmpresa(inside, (ctx) => ctx.db.auditEntry.findMany({ omit: { id: true } }))
  expect(rows[0]).toEqual(rows[1])
  expect(rows[0]).toMatchObject({
    at: new Date('2026-11-20T12:00:00Z'),
    actor: 'Ana',
    before: { at: '1970-01-01T00:00:00.000Z' },
    after: { sent: true },
    ip: '10.0.0.1',
    path: 'carts.toggle',
    extras: [1],
  })
})

test('what is left out is stored as nothing, not as JSON null', async () => {
  const inside = await scope()
  await withEmpresa(inside, (ctx) => audit(ctx, { action: 'a.b', entity: 'a' }))
  await withEmpresaSql(inside, (ctx) => auditSql(ctx, { action: 'a.b', entity: 'a', before: null }))
  const [row] = await withEmpresa(
    inside,
    (ctx) =>
      ctx.db.$queryRaw<
        { n: number }[]
      >`SELECT count(*)::int AS n FROM audit_entries WHERE before IS NULL AND after IS NULL AND extras IS NULL`,
  )
  expect(row?.n).toBe(2)
})

test('a change that is rolled back leaves no line', async () => {
  const inside = await scope()
  const failing = withEmpresa(inside, async (ctx) => {
    await audit(ctx, line)
    throw new Error('after the line')
  })
  await expect(failing).rejects.toThrow('after the line')
  expect(await withEmpresa(inside, (ctx) => ctx.db.auditEntry.count())).toBe(0)
})
