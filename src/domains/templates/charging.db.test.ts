import { expect, test } from 'vitest'
import { automatic, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { updateSettingsInput } from '~/domains/empresas/schema'
import { updateSettings } from '~/domains/empresas/service/empresa'
import { saveTemplate } from './service/templates'

useDatabase()

const BODY =
  'Oi, {nome}! A sua mensalidade de {valor} vence em {vencimento}. {credor}, {documento}, {endereco}.'
const WHO = {
  creditor: 'Loja da Ana Ltda.',
  document: '11.222.333/0001-81',
  address: 'Rua das Flores, 100, Belo Horizonte/MG',
}

/** A charging message that waits, and settings that a user can fill in. */
async function stage() {
  const w = await world({
    subjects: [
      subject({ variables: () => Promise.resolve({ valor: 'R$ 50,00', vencimento: '25/11/2026' }) }),
    ],
  })
  const scope = systemScope(w.empresaId, 'teste', () => w.now.at)
  const { id: templateId } = await withEmpresa(scope, (ctx) =>
    saveTemplate(ctx, { kind: 'cobranca', name: 'Mensalidade', body: BODY, active: true }),
  )
  return {
    w,
    setCharging: (charging: object) =>
      withEmpresa(scope, (ctx) => updateSettings(ctx, updateSettingsInput.parse({ charging }))),
    queue: (key: string) => w.queue(key, automatic({ templateId, body: null })),
  }
}

test('t-26 a charge without its creditor is cancelled, and says where to fill it in', async () => {
  const { w, setCharging, queue } = await stage()
  await setCharging({ creditor: WHO.creditor })
  await queue('a')
  expect(await w.send()).toBe('idle')
  expect(w.store.copies).toEqual([])
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'variavel_sem_valor' })
  const reason = await w.run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ reason: string }>('SELECT state_reason AS reason FROM messages')
    return rows[0]?.reason
  })
  expect(reason).toBe(
    'Sem valor para {documento}, {endereco}: a mensagem não foi enviada. Preencha “Quem cobra” nas Configurações.',
  )
})

test('t-51 a charge leaves with the creditor, the address and the document of the settings', async () => {
  const { w, setCharging, queue } = await stage()
  await setCharging(WHO)
  await queue('a')
  expect(await w.send()).toBe('claimed')
  const [copy] = w.store.copies
  expect(copy?.content).toEqual({
    kind: 'text',
    text: `Oi, Ana! A sua mensalidade de R$ 50,00 vence em 25/11/2026. ${WHO.creditor}, ${WHO.document}, ${WHO.address}.`,
  })
})

test('a CPF or CNPJ with wrong check digits is rejected; an emptied field counts as not set', async () => {
  const wrong = updateSettingsInput.safeParse({ charging: { document: '11.222.333/0001-82' } })
  expect(wrong.error?.issues[0]).toMatchObject({
    path: ['charging', 'document'],
    message: 'Este CPF ou CNPJ não existe. Confira os números, um por um.',
  })
  const right = { creditor: '  ', document: '529.982.247-25' }
  expect(updateSettingsInput.parse({ charging: right }).charging).toEqual({
    creditor: null,
    document: '52998224725',
  })
})
