import { beforeEach, expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { parsePhone } from '../../kernel/phone'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '../../kernel/tenancy/unit'
import { makeEmpresa } from '../access/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { contactOfPhone } from '~/domains/contacts/service/contacts'
import { saveTemplate } from '~/domains/templates/service/templates'
import { createCampaign } from './service/drafts'
import { getCampaign, listRecipients } from './service/read'
import { startCampaign } from './service/run'

useDatabase()

const START = new Date('2026-11-20T15:00:00Z')
const HOUR = 3_600_000
const APPROVED = {
  name: 'novidades_1',
  language: 'pt_BR',
  category: 'MARKETING',
  body: 'Oi, {{1}}! Loja nova em {{2}}.',
  parameters: ['nome', 'campo.bairro'],
}

let shop: Awaited<ReturnType<typeof officialShop>>
beforeEach(async () => {
  shop = await officialShop()
})

/** A channel of the official API, to which Ana wrote an hour ago and Bia a day ago; Caio never. */
async function officialShop() {
  const { id: empresaId } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'teste', () => START)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const templateId = await withEmpresa(scope, (ctx) =>
    saveTemplate(ctx, { kind: 'livre', name: 'Novidades', body: 'Oi, {nome}! Chegou.', active: true }),
  ).then(({ id }) => id)
  const connectionId = await run(async (ctx) => {
    const id = await makeConnection(ctx)
    await ctx.sql.query(`UPDATE whatsapp_connections SET provider = 'cloud' WHERE id = $1`, [id])
    for (const [phone, hours] of [
      ['(31) 98765-1000', 1],
      ['(31) 98765-1001', 24],
    ] as const) {
      const contact = await contactOfPhone(ctx, parsePhone(phone))
      const at = new Date(START.getTime() - hours * HOUR)
      await ctx.sql.query(
        `INSERT INTO conversations (empresa_id, connection_id, contact_id, status, last_message_at, last_inbound_at, created_at)
         VALUES ($1, $2, $3, 'encerrada', $4, $4, $4)`,
        [ctx.empresaId, id, contact?.id, at],
      )
    }
    return id
  })
  const contacts = ['Ana;(31) 98765-1000;Centro', 'Bia;(31) 98765-1001;Centro', 'Caio;(31) 98765-1002;']
  return {
    scope,
    run,
    bind: () =>
      run((ctx) =>
        ctx.sql.query('UPDATE message_templates SET cloud = $2 WHERE id = $1', [templateId, APPROVED]),
      ),
    draft: (lines = contacts, startsAt: string | null = null) =>
      withEmpresa(scope, async (ctx) => {
        const source = { kind: 'arquivo', text: ['nome;telefone;bairro', ...lines].join('\n') } as const
        const input = { name: 'Inauguração', templateId, connectionId, source, startsAt }
        const { id } = await createCampaign(ctx, input)
        return getCampaign(ctx, id)
      }),
    contacts,
    rejections: (id: string) =>
      withEmpresa(scope, (ctx) => listRecipients(ctx, { id, refused: 'sim', size: 50 })).then(({ rows }) =>
        rows.map(({ line, refusal }) => [line, refusal]),
      ),
    queued: () => run(async ({ sql }) => (await sql.query('SELECT FROM messages')).rowCount),
  }
}

test('msg-8 the pre-check of the official API counts the contacts that Meta lets through without an approved template', async () => {
  const { budget, previews } = await shop.draft()
  expect(budget).toMatchObject({ reached: 1, official: { outside: 2, approved: null }, refusal: null })
  expect(previews.map(({ text }) => text)).toEqual([
    'Oi, Ana! Chegou.',
    'Oi, Bia! Chegou.',
    'Oi, Caio! Chegou.',
  ])
  // The time of sending counts.
  const tomorrow = await shop.draft(shop.contacts, '2026-11-21T13:00')
  expect(tomorrow.budget).toMatchObject({ reached: 0, official: { outside: 3, approved: null } })
})

test('msg-8 a campaign that would reach no contact isn’t started: the reason counts the contacts and names the template', async () => {
  const { id, budget } = await shop.draft(shop.contacts.slice(1))
  expect(budget?.refusal).toMatch(/^Nenhuma das 2 pessoas escreveu .* “Novidades” não tem um ligado/)
  await expect(startCampaign(shop.scope, id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: budget?.refusal,
  })
  expect(await shop.queued()).toBe(0)
})

test('msg-8 with an approved template all contacts are reached; the pre-check shows its text and checks its values', async () => {
  await shop.bind()
  const { id, budget, previews } = await shop.draft()
  expect(budget).toMatchObject({
    reached: 2,
    official: { outside: 1, approved: 'novidades_1' },
    refusal: null,
  })
  expect(previews.map(({ text }) => text)).toEqual(['Oi, Ana! Chegou.', 'Oi, Bia! Loja nova em Centro.'])
  expect(await shop.rejections(id)).toEqual([[3, 'Sem valor para {campo.bairro}.']])
  expect(await startCampaign(shop.scope, id)).toEqual({ queued: 2 })
})
