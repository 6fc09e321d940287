import { expect, test } from 'vitest'
import { systemClock } from '~/kernel/clock'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { auditExport } from './exports'
import { updateSettingsInput, auditListInput, settingsOf, type CreateEmpresaInput } from './schema'
import { listAudit } from './service/audit-log'
import { createEmpresa, readEmpresa, updateSettings } from './service/empresa'
import { makeMember, makeUser } from '../access/factory'
import { markAllRead, markRead, notify, purgeNotifications, readBell } from './service/notifications'

useDatabase()

const now = new Date('2026-11-20T12:00:00Z')
let count = 0

async function shop(over: Partial<CreateEmpresaInput> = {}) {
  const { id } = await createEmpresa({ slug: `loja-${++count}`, name: 'Loja', ...over })
  const scope = systemScope(id, 'Teste', () => now)
  return { id, scope, inside: <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work) }
}

test('an empresa is rejected with the field and the reason', async () => {
  await expect(
    createEmpresa({ slug: 'Loja da Ana', name: '', timezone: 'Brasil/Centro' }),
  ).rejects.toMatchObject({
    issues: [{ path: ['slug'] }, { path: ['name'] }, { path: ['timezone'] }],
  })
  await createEmpresa({ slug: 'tomada', name: 'A' })
  await expect(createEmpresa({ slug: 'tomada', name: 'B' })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('settings have defaults, change in part, and the log keeps what changed', async () => {
  const { id, inside } = await shop({ timezone: 'America/Manaus' })
  expect(await inside((ctx) => Promise.resolve(readEmpresa(ctx)))).toMatchObject({
    timezone: 'America/Manaus',
    settings: {
      recovery: {
        windowBeforeDays: 2,
        windowAfterDays: 30,
        cutoffMinutes: 60,
        extraSaleStatuses: [],
        otherStatuses: [],
      },
    },
  })
  const change = updateSettingsInput.parse({ name: 'Loja Nova', recovery: { cutoffMinutes: 90 } })
  await inside((ctx) => updateSettings(ctx, change))
  await inside((ctx) => updateSettings(ctx, change))
  const { rows } = await inside((ctx) =>
    listAudit(ctx, auditListInput.parse({ action: 'empresa.settings_changed' })),
  )
  expect(rows).toHaveLength(1)
  const recovery = settingsOf({}).recovery
  expect(rows[0]).toMatchObject({
    actor: 'Teste',
    entityId: id,
    before: { name: 'Loja', recovery },
    after: { name: 'Loja Nova', recovery: { ...recovery, cutoffMinutes: 90 } },
  })
})

test('only a change of the rule or the zone asks for new matches', async () => {
  const { inside } = await shop()
  const emitted = (input: object) =>
    inside(async (ctx) => {
      await updateSettings(ctx, updateSettingsInput.parse(input))
      const [row] = await ctx.db.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM engine.events WHERE data->>'empresaId' = ${ctx.empresaId}`
      return row?.n
    })
  expect(await emitted({ cartMessage: 'Oi!' })).toBe(0)
  expect(await emitted({ timezone: 'America/Manaus' })).toBe(1)
})

test('settings out of range are rejected', () => {
  expect(() => updateSettingsInput.parse({ recovery: { windowAfterDays: 0 } })).toThrow(/windowAfterDays/)
  expect(() => updateSettingsInput.parse({ timezone: 'Lua/Norte' })).toThrow(/Fuso/)
})

test('the log pages by keyset, filters by the days of the empresa, and leaves as a file', async () => {
  const { id, scope, inside } = await shop({ timezone: 'America/Sao_Paulo' })
  await inside((ctx) =>
    ctx.db.auditEntry.createMany({
      data: Array.from({ length: 60 }, (_, n) => ({
        empresaId: id,
        at: new Date(Date.UTC(2026, 10, 19, 2, 30 + n)),
        actor: '=cmd()',
        action: 'cart.toggled',
        entity: 'cart',
      })),
    }),
  )
  const list = (input: object) =>
    inside((ctx) => listAudit(ctx, auditListInput.parse({ entity: 'cart', ...input })))
  const first = await list({ size: 50 })
  const second = await list({ size: 50, cursor: first.next ?? undefined })
  expect(new Set([...first.rows, ...second.rows].map((row) => row.id)).size).toBe(60)
  expect(second.next).toBeNull()
  // 02:30–03:00 UTC is still the 18th in São Paulo.
  expect((await list({ from: '2026-11-18', to: '2026-11-18' })).rows).toHaveLength(30)
  const file = await (await auditExport.open(scope, { format: 'csv', entity: 'cart' })).text()
  expect(file.trim().split('\r\n')).toHaveLength(61)
  expect(file).toContain("'=cmd()")
  expect((await list({ entity: 'auditoria' })).rows).toMatchObject([
    { action: 'list.exported', extras: { format: 'csv' } },
  ])
})

test('ten-7 the log is append-only for the application', async () => {
  const { inside } = await shop()
  await expect(inside((ctx) => ctx.db.auditEntry.updateMany({ data: { actor: 'x' } }))).rejects.toThrow(
    /permission denied/,
  )
  await expect(inside((ctx) => ctx.db.auditEntry.deleteMany())).rejects.toThrow(/permission denied/)
})

const notice = { kind: 'import', title: 'Importação concluída', href: 'importacoes/1', dedupeKey: 'import:1' }

test('also-4 the bell counts unread for each user, keeps one per subject and marks as read', async () => {
  const { id, inside } = await shop()
  const as = async () => {
    const user = await makeUser()
    await makeMember(id, user.id, 'operator')
    const actor = { kind: 'user', userId: user.id, name: user.name, role: 'operator' } as const
    const scope = { empresaId: id, actor, request: { ip: null, path: null }, now: () => later }
    return <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  }
  const later = new Date(systemClock().getTime() + 60_000)
  const send = (over: object = {}) =>
    withEmpresa(
      systemScope(id, 'Teste', () => later),
      (ctx) => notify(ctx, { ...notice, ...over }),
    )
  const [ana, bia] = [await as(), await as()]
  await send()
  await send()
  await send({ dedupeKey: 'import:2' })
  const { unread, latest } = await ana(readBell)
  expect([unread, latest.length]).toEqual([2, 2])
  const notificationId = latest[0]?.id ?? ''
  for (let n = 0; n < 2; n++) await ana((ctx) => markRead(ctx, { notificationId }))
  expect([(await ana(readBell)).unread, (await bia(readBell)).unread]).toEqual([1, 2])
  const other = await shop()
  await expect(other.inside((ctx) => markRead(ctx, { notificationId }))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await ana(markAllRead)
  expect([(await ana(readBell)).unread, (await bia(readBell)).unread]).toEqual([0, 2])
  expect((await bia(readBell)).latest.map(({ readAt }) => readAt)).toEqual([null, null])
  // A user who joins later is not asked to read what came before.
  await inside((ctx) => ctx.db.notification.updateMany({ data: { at: now } }))
  const carla = await as()
  expect((await carla(readBell)).unread).toBe(0)
})

test('what was read goes after a month, the rest after three', async () => {
  const { id, inside } = await shop()
  const days = (n: number) => new Date(now.getTime() - n * 86_400_000)
  const made = [
    { dedupeKey: 'velho lido', at: days(31), settledAt: days(30) },
    { dedupeKey: 'velho', at: days(31) },
    { dedupeKey: 'novo lido', at: days(29), settledAt: days(29) },
    { dedupeKey: 'muito velho', at: days(91) },
  ]
  await inside((ctx) =>
    ctx.db.notification.createMany({ data: made.map((row) => ({ ...notice, ...row, empresaId: id })) }),
  )
  expect(await inside(purgeNotifications)).toBe(2)
  const { latest } = await inside(readBell)
  expect(latest.map(({ at }) => at)).toEqual([days(29), days(31)])
})
