import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { parsePhone } from '../../kernel/phone'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '../../kernel/tenancy/unit'
import { makeEmpresa } from '../access/factory'
import { readSubjectTimeline } from '~/domains/inbox/service/timeline'
import { makeLead } from '../leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { listDecisions } from '~/domains/outbox/service/decisions'
import { contactOfPhone } from '~/domains/contacts/service/contacts'
import { optOut } from '~/domains/outbox/service/opt-out'
import { saveTemplate } from '~/domains/templates/service/templates'
import { createCampaign } from './service/drafts'
import { startCampaign } from './service/run'

useDatabase()

test('ambition 8 contacts excluded by the pre-check see why on their timeline once the campaign has begun, and not before', async () => {
  const { id: empresaId } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'teste', () => new Date('2026-11-20T15:00:00Z'))
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const phone = (n: number) => ({
    phone: `+553198765${String(1000 + n)}`,
    phoneKey: `318765${String(1000 + n)}`,
    phoneStatus: 'valid' as const,
  })
  const leads = await unit(async (ctx) => [
    await makeLead(ctx, { ...phone(1), name: 'Ana' }),
    await makeLead(ctx, { ...phone(2), name: 'Bia' }),
    await makeLead(ctx, { name: 'Caio', phoneStatus: 'none' }),
  ])
  const { connectionId, bia } = await withEmpresaSql(scope, async (ctx) => {
    const known = await contactOfPhone(ctx, parsePhone(phone(2).phone))
    await optOut(ctx, known?.id ?? '', 'PARE')
    return { connectionId: await makeConnection(ctx), bia: known?.id ?? '' }
  })
  const id = await unit(async (ctx) => {
    const template = { kind: 'livre', name: 'Teste', body: 'Oi, {nome}!', active: true } as const
    const { id: templateId } = await saveTemplate(ctx, template)
    const source = { kind: 'segmento', segment: { of: 'leads' } } as const
    return (await createCampaign(ctx, { name: 'Novidades', templateId, connectionId, source })).id
  })
  const why = () =>
    unit(async (ctx) => {
      const reasons: (string | null)[][] = []
      for (const lead of leads) {
        const { rows } = await readSubjectTimeline(ctx, { type: 'lead', id: lead }, { size: 9 })
        reasons.push(rows.map(({ reason }) => reason))
      }
      return reasons
    })
  expect(await why()).toEqual([[], [], []])
  expect(await startCampaign(scope, id)).toEqual({ queued: 1 })
  const reason = 'Campanha “Novidades”: Pediu para não receber mensagens.'
  expect(await why()).toEqual([[], [reason], ['Campanha “Novidades”: Sem telefone.']])
  expect(await unit((ctx) => listDecisions(ctx, bia))).toMatchObject([{ reason }])
})
