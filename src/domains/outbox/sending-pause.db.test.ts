import { expect, test } from 'vitest'
import { automatic, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { listDueConnections } from '~/kernel/tenancy/directory'
import { listAudit } from '~/domains/empresas/service/audit-log'
import { auditListInput } from '~/domains/empresas/schema'
import { PRIORITY } from './kinds'
import { claimNext } from './service/dispatch/claim'
import { pauseSending, resumeSending } from './service/sending-pause'

useDatabase()

/** Noon of a Tuesday in Brasília; the pause ends on Wednesday at 8. */
const NOON = new Date('2026-11-24T15:00:00Z')
const UNTIL = new Date('2026-11-25T11:00:00Z')

async function paused() {
  const w = await world({ subjects: [subject()] })
  w.now.at = NOON
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
    withEmpresa(
      systemScope(w.empresaId, 'Ana', () => w.now.at),
      work,
    )
  return { ...w, unit }
}

test('a paused empresa sends nothing by itself until tomorrow at 8 in its zone, then resumes without a user', async () => {
  const w = await paused()
  await w.queue('carrinho', automatic())
  await w.queue('campanha', automatic({ kind: 'campanha', priority: PRIORITY.campaign, notBefore: NOON }))
  expect(await w.unit(pauseSending)).toEqual({ until: UNTIL })
  for (const seconds of [1, 3600, 17 * 3600]) {
    w.pass(seconds)
    expect(await w.send()).toBe('idle')
  }
  expect(await w.message('carrinho')).toMatchObject({ state: 'pendente', attempts: 0, notBefore: NOON })
  // The channel knows when it is due again: nothing has to wake it.
  w.now.at = new Date(UNTIL.getTime() - 1000)
  expect(await listDueConnections(w.now.at, 10)).toEqual([])
  w.now.at = UNTIL
  expect(await listDueConnections(w.now.at, 10)).toMatchObject([{ id: w.connection }])
  expect(await w.send()).toBe('claimed')
  expect(await w.message('carrinho')).toMatchObject({ state: 'enviando' })
})

test('messages by hand still go while everything else is paused', async () => {
  const w = await paused()
  await w.unit(pauseSending)
  await w.queue('carrinho', automatic())
  await w.queue('resposta', { kind: 'resposta', priority: PRIORITY.answer })
  expect(await w.send()).toBe('claimed')
  expect(await w.message('resposta')).toMatchObject({ state: 'enviando' })
  w.pass(60)
  expect(await w.send()).toBe('idle')
  expect(await w.message('carrinho')).toMatchObject({ state: 'pendente' })
})

test('resuming sends at once; pause and end are in the audit log, an end without a pause is not', async () => {
  const w = await paused()
  await w.queue('carrinho', automatic())
  await w.unit(pauseSending)
  expect(await w.send()).toBe('idle')
  await w.unit(resumeSending)
  await w.unit(resumeSending)
  expect(await listDueConnections(w.now.at, 10)).toMatchObject([{ id: w.connection }])
  expect(await w.send()).toBe('claimed')
  const { rows } = await w.unit((ctx) => listAudit(ctx, auditListInput.parse({ entity: 'empresa' })))
  expect(rows.map(({ action, actor }) => [action, actor]).sort()).toEqual([
    ['empresa.sending_paused', 'Ana'],
    ['empresa.sending_resumed', 'Ana'],
  ])
})

test('a claim in progress ends before the pause begins, and none begins after it', async () => {
  const w = await paused()
  for (let n = 0; n < 8; n++) await w.queue(`m${String(n)}`, automatic())
  const [, ...claims] = await Promise.all([
    w.unit(pauseSending),
    ...Array.from({ length: 6 }, (_, n) => claimNext(w.deps, w.empresaId, w.connection, `w${String(n)}`)),
  ])
  expect(claims.filter(({ kind }) => kind === 'claimed').length).toBeLessThanOrEqual(1)
  for (let n = 0; n < 3; n++) {
    w.pass(10)
    expect((await claimNext(w.deps, w.empresaId, w.connection, 'after')).kind).toBe('idle')
  }
})
