import { beforeEach, expect, test } from 'vitest'
import { automatic, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { useGateway } from '../../../test/whatsapp/gateway'
import { seal } from '~/kernel/secrets'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { bindTemplate, listApproved, unbindTemplate } from './service/cloud-templates'
import { listTemplates, saveTemplate } from './service/templates'
import { subjectRegistry } from '~/domains/outbox/subjects'

useDatabase()
const gateway = useGateway('meta')

const APPROVED = 'GET /v23.0/102290129340398/message_templates'
const one = (name: string, over: object = {}) => ({
  name,
  language: 'pt_BR',
  status: 'APPROVED',
  category: 'MARKETING',
  components: [{ type: 'BODY', text: 'Oi, {{1}}! O seu carrinho com {{2}} espera por você.' }],
  ...over,
})

beforeEach(() => {
  gateway.on(APPROVED, { json: { data: [one('carrinho_1'), one('em_analise', { status: 'PENDING' })] } })
})

/** A channel of the official API and a template of ours that messages about carts use. */
async function stage(config: object = { businessAccountId: '102290129340398' }) {
  const w = await world({ subjects: [subject()] })
  const scope = systemScope(w.empresaId, 'teste', () => w.now.at)
  const settings = {
    provider: 'cloud',
    baseUrl: gateway.url(),
    phoneNumberId: '106540352242922',
    accessToken: 'EAAG-um-token-de-teste-longo',
    appSecret: 'app-secret-1234567',
    verifyToken: 'palavra-combinada',
    ...config,
  }
  await w.run((ctx) =>
    ctx.sql.query(`UPDATE whatsapp_connections SET provider = 'cloud', config_sealed = $2 WHERE id = $1`, [
      w.connection,
      seal(JSON.stringify(settings), w.empresaId),
    ]),
  )
  const { id } = await withEmpresa(scope, (ctx) =>
    saveTemplate(ctx, {
      kind: 'carrinho',
      name: 'Lembrete',
      body: '{nome}, e o carrinho com {itens}?',
      active: true,
    }),
  )
  return {
    w,
    scope,
    id,
    bind: (parameters: string[], name = 'carrinho_1') =>
      bindTemplate(scope, { id, connectionId: w.connection, name, language: 'pt_BR', parameters }),
    queue: (key: string) => w.queue(key, automatic({ templateId: id, body: null })),
    wrote: (at: Date) =>
      w.run((ctx) =>
        ctx.sql.query(
          `INSERT INTO conversations (empresa_id, connection_id, contact_id, last_message_at, last_inbound_at, created_at)
           VALUES ($1, $2, $3, $4, $4, $4)`,
          [w.empresaId, w.connection, w.contact, at],
        ),
      ),
  }
}

test('outside the 24 hours the approved template goes, with our values in its order; the log shows the text as read', async () => {
  const { w, bind, queue } = await stage()
  await queue('before')
  expect(await w.send()).toBe('idle')
  expect(await w.message('before')).toMatchObject({ state: 'cancelada', code: 'janela_24h' })
  await bind(['nome', 'itens'])
  await queue('after')
  expect(await w.send()).toBe('claimed')
  expect(w.store.copies.map(({ content }) => content)).toEqual([
    { kind: 'template', name: 'carrinho_1', language: 'pt_BR', parameters: ['Ana', 'Bota'] },
  ])
  expect(await w.message('after')).toMatchObject({
    body: 'Oi, Ana! O seu carrinho com Bota espera por você.',
  })
})

test('inside the 24 hours our own text goes', async () => {
  const { w, bind, queue, wrote } = await stage()
  await bind(['nome', 'itens'])
  await wrote(w.now.at)
  await queue('a')
  expect(await w.send()).toBe('claimed')
  expect(w.store.copies.map(({ content }) => content)).toEqual([
    { kind: 'text', text: 'Ana, e o carrinho com Bota?' },
  ])
})

test('t-26 a missing value cancels the message, also when only the approved text needs it', async () => {
  const { w, bind, queue } = await stage()
  await bind(['nome', 'documento'])
  await queue('a')
  expect(await w.send()).toBe('idle')
  expect(w.store.copies).toEqual([])
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'variavel_sem_valor' })
})

test('t-51 the approved text is checked against the law when it leaves: its values, and its template if it changed', async () => {
  const { w, scope } = await stage()
  const connectionId = w.connection
  const send = async (kind: 'livre' | 'atraso', body: string, values: Record<string, string>) => {
    const { id } = await withEmpresa(scope, (ctx) =>
      saveTemplate(ctx, { kind: 'livre', name: `${kind} ${body}`, body: 'Oi, {nome}!', active: true }),
    )
    await bindTemplate(scope, {
      id,
      connectionId,
      name: 'carrinho_1',
      language: 'pt_BR',
      parameters: ['nome', 'campo.x'],
    })
    // The state that older versions saved, when a change of kind kept the binding.
    await w.run(({ sql }) =>
      sql.query('UPDATE message_templates SET kind = $2, body = $3 WHERE id = $1', [id, kind, body]),
    )
    w.deps.subjects = subjectRegistry([subject({ variables: () => Promise.resolve(values) })])
    await w.queue(body, automatic({ templateId: id, body: null }))
    await w.send()
    return w.message(body)
  }
  expect(
    await send('livre', 'Oi!', { 'campo.x': 'a dívida: ou paga, ou o nome vai para o SPC' }),
  ).toMatchObject({
    state: 'cancelada',
    code: 'ameaca',
  })
  expect(await send('livre', 'Olá!', { 'campo.x': '[CONFIGURAR CHAVE PIX]' })).toMatchObject({
    state: 'cancelada',
    code: 'variavel_sem_valor',
  })
  const lawful = '{nome}, {valor} venceu em {vencimento}. {empresa}, Rua A, 10. CNPJ 11.222.333/0001-81'
  const owed = { 'campo.x': 'x', valor: 'R$ 10,00', vencimento: '10/11/2026' }
  expect(await send('atraso', lawful, owed)).toMatchObject({ state: 'cancelada', code: 'sem_credor' })
  expect(w.store.copies).toEqual([])
  expect(await send('livre', 'Tudo bem?', { 'campo.x': 'Bota' })).toMatchObject({ state: 'enviando' })
})

test('only a template that Meta approved, with all values from variables of the kind, can be bound; it can be unbound', async () => {
  const { scope, id, bind, w } = await stage()
  await expect(bind(['nome', 'itens'], 'em_analise')).rejects.toThrow('aprovado')
  await expect(bind(['nome'])).rejects.toThrow('2 variáveis')
  await expect(bind(['nome', 'vencimento'])).rejects.toThrow('{vencimento}')
  await bind(['nome', 'itens'])
  const bound = () =>
    withEmpresa(scope, listTemplates).then((rows) => rows.find((row) => row.id === id)?.cloud)
  expect(await bound()).toMatchObject({
    name: 'carrinho_1',
    category: 'MARKETING',
    parameters: ['nome', 'itens'],
  })
  await withEmpresa(scope, (ctx) => unbindTemplate(ctx, id))
  expect(await bound()).toBeNull()
  expect(await listApproved(scope, w.connection)).toMatchObject({ reason: null, templates: [{ holes: 2 }] })
})

test('a change of kind keeps the binding to Meta’s template only where it still fits, and the audit log says when it ended', async () => {
  const { scope, id, bind, w } = await stage()
  await bind(['nome', 'itens'])
  const save = (kind: 'carrinho' | 'pedido' | 'livre') =>
    withEmpresa(scope, async (ctx) => {
      await saveTemplate(ctx, { id, kind, name: 'Lembrete', body: 'Oi, {nome}! {valor}', active: true })
      return (await listTemplates(ctx)).find((row) => row.id === id)?.cloud
    })
  expect(await save('pedido')).toMatchObject({ name: 'carrinho_1' })
  expect(await save('livre')).toBeNull()
  const actions = await w.run(({ sql }) =>
    sql.query<{ action: string }>('SELECT action FROM audit_entries WHERE entity_id = $1 ORDER BY action', [
      id,
    ]),
  )
  expect(actions.rows.map(({ action }) => action)).toEqual([
    'template.bound',
    'template.created',
    'template.unbound',
    'template.updated',
    'template.updated',
  ])
})

test('a channel whose account isn’t known says what to fill in', async () => {
  const { scope, w } = await stage({})
  expect(await listApproved(scope, w.connection)).toEqual({
    templates: [],
    reason: expect.stringContaining('ID da conta') as string,
  })
})
