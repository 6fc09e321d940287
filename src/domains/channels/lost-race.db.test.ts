import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { untilBlocking } from '../../../test/postgres/blocked'
import { useDatabase } from '../../../test/postgres/clone'
import { lostRace } from '~/kernel/errors'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { createCallerFactory } from '~/kernel/trpc'
import { appRouter } from '~/wiring/router'
import { makeEmpresa } from '~/domains/access/factory'
import { makeConnection } from '~/domains/outbox/factory'

useDatabase()

const NAME = 'Boas-vindas da Lua'
const NOW = new Date('2026-11-20T15:00:00Z')

async function shop() {
  const { id: empresaId, slug } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'teste', () => NOW)
  const trpc = createCallerFactory(appRouter)({
    user: { id: '00000000-0000-4000-8000-000000000001', name: 'Bia', email: 'bia@loja.test' },
    request: { ip: null, path: null },
    now: () => NOW,
    authorize: () => Promise.resolve(scope),
  })
  /** The same save by another user, not committed before the first one has read and waits for it. */
  const meanwhile = (first: (ctx: EmpresaCtx) => Promise<unknown>, second: () => Promise<unknown>) =>
    withEmpresa(scope, async (ctx) => {
      await first(ctx)
      const answer = second().then(
        () => null,
        (error: unknown) => error,
      )
      await untilBlocking(ctx)
      return { answer }
    }).then(({ answer }) => answer)
  return { empresaId, slug, scope, trpc, meanwhile }
}

test('two users who save one name at the same time: one saves, the other gets an error with the field to change', async () => {
  const { empresaId, slug, trpc, meanwhile } = await shop()
  await trpc.messaging.templates.list({ empresa: slug })
  const template = { kind: 'livre', name: NAME, body: 'Oi, {nome}!' } as const
  const row = { ...template, empresaId, createdAt: NOW, updatedAt: NOW }
  const rejected = await meanwhile(
    (ctx) => ctx.db.messageTemplate.create({ data: row, select: { id: true } }),
    () => trpc.messaging.templates.save({ empresa: slug, ...template, active: true }),
  )
  const reason = 'Outra pessoa acabou de usar este nome. Escolha outro.'
  expect(rejected).toMatchObject({
    code: 'CONFLICT',
    message: reason,
    cause: { code: 'CONFLICT', details: { fields: [{ field: 'name', reason }] } },
  })
})

test('a unique violation is reported alike by every driver, and no other error is taken for one', async () => {
  const { empresaId, scope } = await shop()
  const row = { empresaId, kind: 'livre', name: NAME, body: 'x', createdAt: NOW, updatedAt: NOW }
  const insert = `INSERT INTO message_templates (empresa_id, kind, name, body, created_at, updated_at)
    VALUES ('${empresaId}', 'livre', '${NAME}', 'x', now(), now())`
  const orm = () => withEmpresa(scope, ({ db }) => db.messageTemplate.create({ data: row }))
  await orm()
  const tries = [
    orm(),
    withEmpresa(scope, ({ db }) => db.$executeRawUnsafe(insert)),
    withEmpresaSql(scope, ({ sql }) => sql.query(insert)),
  ]
  for (const result of await Promise.allSettled(tries))
    expect(result.status === 'rejected' && lostRace(result.reason)).toMatchObject({
      code: 'CONFLICT',
      details: { fields: [{ field: 'name' }] },
    })
  const noTable = insert.replace('message_templates', 'no_such_table')
  await withEmpresaSql(scope, ({ sql }) => sql.query(noTable)).catch((error: unknown) =>
    expect(lostRace(error)).toBeNull(),
  )
  expect.assertions(4)
})

test('a row that is chosen and deleted at the same time is reported as a conflict, by every driver', async () => {
  const { empresaId, scope } = await shop()
  const connectionId = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  const templateId = randomUUID()
  const insert = `INSERT INTO campaigns (empresa_id, name, template_id, connection_id, source, status, created_by, created_at)
    VALUES ('${empresaId}', 'x', '${templateId}', '${connectionId}', '{}', 'rascunho', 'x', now())`
  const row = { empresaId, name: 'x', templateId, connectionId, source: {}, createdBy: 'x', createdAt: NOW }
  const tries = [
    withEmpresa(scope, ({ db }) => db.campaign.create({ data: row })),
    withEmpresa(scope, ({ db }) => db.$executeRawUnsafe(insert)),
    withEmpresaSql(scope, ({ sql }) => sql.query(insert)),
  ]
  for (const result of await Promise.allSettled(tries))
    expect(result.status === 'rejected' && lostRace(result.reason)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('acabou de mudar ou de ser apagado') as string,
    })
})

test('a row that is gone when it is changed, deleted or connected is not found, and not an internal error', async () => {
  const { empresaId, scope } = await shop()
  const id = randomUUID()
  const key = { empresaId_id: { empresaId, id } }
  const tries = [
    withEmpresa(scope, ({ db }) => db.shopConnection.update({ where: key, data: { dailyAt: '06:30' } })),
    withEmpresa(scope, ({ db }) => db.shopConnection.delete({ where: key })),
    withEmpresa(scope, ({ db }) => db.messageTemplate.findUniqueOrThrow({ where: key })),
  ]
  for (const result of await Promise.allSettled(tries))
    expect(result.status === 'rejected' && lostRace(result.reason)).toMatchObject({ code: 'NOT_FOUND' })
})
