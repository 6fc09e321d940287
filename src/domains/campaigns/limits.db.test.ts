import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { updateSettingsInput } from '../empresas/schema'
import { updateSettings } from '../empresas/service/empresa'
import { resolveMessage } from '~/domains/outbox/service/messages'
import { saveTemplate } from '~/domains/templates/service/templates'
import type { CampaignSource } from './schema'
import { createCampaign } from './service/drafts'
import { settleCampaigns, startCampaign } from './service/run'
import { file, shop } from '../../../test/campaigns/stage'

useDatabase()

test('ambition 12 the channel’s pending messages count, and two concurrent campaigns don’t both take its capacity', async () => {
  const { scope, run, draft, get, connection } = await shop()
  await run((ctx) =>
    ctx.sql.query("UPDATE whatsapp_connections SET warm_up_from = '2026-11-20' WHERE id = $1", [connection]),
  )
  const listFrom = (from: number): CampaignSource => ({
    kind: 'arquivo',
    text: `nome;telefone\n${Array.from({ length: 180 }, (_, n) => `Ana;(31) 98765-${String(from + n)}`).join('\n')}`,
  })
  const [one, two] = [await draft(listFrom(1000)), await draft(listFrom(2000))]
  const started = await Promise.allSettled([startCampaign(scope, one), startCampaign(scope, two)])
  expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const left = started[0]?.status === 'rejected' ? one : two
  expect((await get(left)).budget).toMatchObject({
    newContacts: 180,
    waiting: 180,
    refusal: expect.stringContaining('180 pessoas novas que já esperam') as string,
  })
})

test('msg-8 a campaign begins when planned, keeps its pace, and ends at its announced deadline at the latest', async () => {
  const { scope, run, unit, get, connection, template, pass } = await shop()
  const make = (startsAt: string) =>
    unit((ctx) =>
      createCampaign(ctx, {
        name: 'Sábado',
        templateId: template,
        connectionId: connection,
        source: file(3),
        startsAt,
        gapSeconds: 90,
      }),
    )
  await expect(make('2026-11-19T10:00')).rejects.toThrow(/próximos 90 dias/)
  const { id } = await make('2026-11-21T10:00')
  const saturday = (minutes: number) => new Date(Date.parse('2026-11-21T13:00:00Z') + minutes * 60_000)
  const { budget } = await get(id)
  await startCampaign(scope, id)
  const plan = () =>
    run(
      async (ctx) =>
        (
          await ctx.sql.query<{ at: Date; end: Date }>(
            'SELECT not_before AS at, expires_at AS end FROM messages ORDER BY 1',
          )
        ).rows,
    )
  expect((await plan()).map(({ at }) => at)).toEqual([saturday(0), saturday(1.5), saturday(3)])
  expect((await plan()).map(({ end }) => end)).toEqual(Array(3).fill(budget?.lastsUntil))
  expect(await get(id)).toMatchObject({ startsAt: saturday(0), lastsUntil: budget?.lastsUntil })
  await pass(2)
  expect((await get(id)).progress.waiting).toBe(3)
})

test('t-26 a text that names the creditor is rejected by the pre-check, and at the start, until the settings name it', async () => {
  const { scope, unit, connection } = await shop()
  const setCharging = (charging: object) =>
    unit((ctx) => updateSettings(ctx, updateSettingsInput.parse({ charging })))
  const body = 'Oi, {nome}! {credor}, {documento}.'
  const { id: templateId } = await unit((ctx) =>
    saveTemplate(ctx, { kind: 'livre', name: 'Aviso de quem cobra', body, active: true }),
  )
  const source = { kind: 'arquivo', text: 'nome;telefone\nAna;(11) 98765-4321' } as const
  const draft = () =>
    unit((ctx) => createCampaign(ctx, { name: 'Aviso', templateId, connectionId: connection, source }))
  const filled = { creditor: 'Loja da Ana Ltda.', document: '11.222.333/0001-81' }
  const missing = 'Sem valor para {documento}: nada sairia. Preencha “Quem cobra” nas Configurações.'
  await setCharging({ creditor: filled.creditor })
  await expect(draft()).rejects.toThrow(missing)
  await setCharging(filled)
  const { id } = await draft()
  await setCharging({ document: '' })
  await expect(startCampaign(scope, id)).rejects.toThrow(missing)
  await setCharging(filled)
  expect(await startCampaign(scope, id)).toEqual({ queued: 1 })
})

test('msg-8 a manual retry in a finished campaign leaves, and a cancelled campaign sends nothing', async () => {
  const { scope, run, unit, draft, pass } = await shop()
  const id = await draft(file(2))
  await startCampaign(scope, id)
  await pass(4)
  const states = () =>
    run((ctx) =>
      ctx.sql.query<{ id: string; state: string }>('SELECT id, state FROM messages ORDER BY dedupe_key'),
    ).then(({ rows }) => rows)
  await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'enviada', claimed_until = NULL"))
  expect(await run(settleCampaigns)).toBe(1)
  const [first, second] = await states()
  const again = async (message = '') => {
    await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'incerta' WHERE id = $1", [message]))
    await unit((ctx) => resolveMessage(ctx, { id: message, how: 'reenviar' }))
    await pass(4)
    return (await states()).find((row) => row.id === message)?.state
  }
  expect(await again(first?.id)).toBe('enviando')
  await run((ctx) => ctx.sql.query("UPDATE campaigns SET status = 'cancelada'"))
  expect(await again(second?.id)).toBe('cancelada')
})
