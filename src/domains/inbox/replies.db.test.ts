import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCart } from '~/domains/carts/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { contentOf } from '~/domains/outbox/service/dispatch/command'
import { readSentFile } from '~/domains/outbox/service/files/sent'
import { sendByHand } from '~/domains/outbox/service/messages'
import { saveTemplate } from '~/domains/templates/service/templates'
import { makeOrder } from '~/domains/orders/factory'
import { makeConversation } from './factory'
import { addNote, answer } from './service/act'
import { readThread } from './service/list'
import { removeQuickReply, saveQuickReply } from './service/quick-replies'
import { readReadyTexts } from './service/ready-texts'
import { saveQuickReplyInput } from './texts-schema'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')

async function shop() {
  const { id } = await makeEmpresa({ name: 'Loja da Lua' })
  const scope = systemScope(id, 'Bia', () => NOW)
  const sql = <T>(work: Parameters<typeof withEmpresaSql<T>>[1]) => withEmpresaSql<T>(scope, work)
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa<T>(scope, work)
  const connection = await sql((ctx) => makeConnection(ctx))
  const conversation = await sql((ctx) => makeConversation(ctx, connection, { name: 'Rita Alves' }))
  return { empresaId: id, sql, unit, connection, conversation }
}
const fileOf = (type: string, bytes: string | Uint8Array<ArrayBuffer> = 'abc', name = 'foto.jpg') =>
  new File([bytes], name, { type })

test('ux-18 a quick reply is stored by its shortcut, filled in for the contact, and a missing value stays visible', async () => {
  const { unit, conversation } = await shop()
  const save = (shortcut: string, body: string, id?: string) =>
    unit((ctx) => saveQuickReply(ctx, saveQuickReplyInput.parse({ shortcut, body, ...(id ? { id } : {}) })))
  const { id } = await save('/Prazo de Entrega', 'Oi, {nome}! Chega em 3 dias. {empresa}')
  await save('pagar', 'Seu pedido {pedido}, de {valor}: {link}')
  const read = () => unit(async (ctx) => (await readReadyTexts(ctx, conversation.id)).replies)
  expect(await read()).toMatchObject([
    {
      shortcut: 'pagar',
      text: 'Seu pedido {pedido}, de {valor}: {link}',
      missing: ['pedido', 'valor', 'link'],
    },
    { shortcut: 'prazo-de-entrega', text: 'Oi, Rita! Chega em 3 dias. Loja da Lua', missing: [] },
  ])
  await unit(async (ctx) => {
    const { phoneKey } = await ctx.db.contact.findFirstOrThrow({ where: { id: conversation.contactId } })
    await makeCart(ctx, {
      phoneKey,
      status: 'aguardando',
      totalCentavos: 18_990n,
      recoveryUrl: 'https://l.test/c',
    })
    await makeOrder(ctx, { phoneKey, shopNumber: 'A-9', totalCentavos: 5000n })
    await saveTemplate(ctx, {
      kind: 'pedido',
      name: 'PIX',
      body: 'O {pedido} de {valor} espera.',
      active: true,
    })
  })
  expect((await read())[0]?.text).toBe('Seu pedido #A-9, de R$ 189,90: https://l.test/c')
  const { templates } = await unit((ctx) => readReadyTexts(ctx, conversation.id))
  expect(templates.find(({ name }) => name === 'PIX')?.text).toBe('O #A-9 de R$ 50,00 espera.')
  await expect(save('PAGAR', 'Outro')).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(save('x', 'Oi {cupom}')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await save('prazo', 'Chega amanhã', id)
  expect((await read()).map(({ shortcut }) => shortcut)).toEqual(['pagar', 'prazo'])
  await unit((ctx) => removeQuickReply(ctx, id))
  expect(await read()).toHaveLength(1)
})

test('ux-18 a file is sent once, from where it is stored, and is shown in the conversation', async () => {
  const { sql, unit, conversation } = await shop()
  const file = await readSentFile(fileOf('image/jpeg'))
  const send = () => unit((ctx) => answer(ctx, { id: conversation.id, body: '', once: 'uma-foto-1' }, file))
  const { messageId } = await send()
  expect(await send()).toEqual({ messageId: null })
  const { rows } = await unit((ctx) => readThread(ctx, { id: conversation.id, size: 10 }))
  const sent = rows.filter(({ direction }) => direction === 'out')
  expect(sent).toMatchObject([
    { id: messageId, body: '', media: { kind: 'image', state: 'guardado', mimeType: 'image/jpeg', size: 3 } },
  ])
  const content = await sql(async (ctx) => {
    const found = await ctx.sql.query<Parameters<typeof contentOf>[1]>(
      'SELECT id, media FROM messages WHERE id = $1',
      [messageId],
    )
    if (!found.rows[0]) throw new Error('no message')
    return contentOf(ctx, found.rows[0], 'Olha só')
  })
  expect(content).toEqual({
    kind: 'media',
    media: 'image',
    mimeType: 'image/jpeg',
    fileName: 'foto.jpg',
    source: { base64: Buffer.from('abc').toString('base64') },
    caption: 'Olha só',
  })
})

test.each([
  ['text/html', 'abc', 'BAD_INPUT'],
  ['image/svg+xml', 'abc', 'BAD_INPUT'],
  ['', 'abc', 'BAD_INPUT'],
  ['image/png', '', 'BAD_INPUT'],
  ['application/pdf', new Uint8Array(16 * 1024 * 1024 + 1), 'TOO_LARGE'],
] as const)('ux-18 a file of type %j that no phone opens is rejected', async (type, bytes, code) => {
  await expect(readSentFile(fileOf(type, bytes))).rejects.toMatchObject({ code })
})

test('ux-18 an audio with a caption is rejected before anything is queued', async () => {
  const { unit, conversation } = await shop()
  const file = await readSentFile(fileOf('audio/mpeg', 'abc', 'voz.mp3'))
  const send = unit((ctx) => answer(ctx, { id: conversation.id, body: 'Ouça', once: 'um-audio-1' }, file))
  await expect(send).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(await unit((ctx) => ctx.db.messageFile.count())).toBe(0)
})

test('ten-7 replies, notes and manual messages are in the audit log: author and recipient, without their text', async () => {
  const { sql, unit, conversation, connection } = await shop()
  const file = await readSentFile(fileOf('application/pdf', 'abc', 'nota.pdf'))
  await unit((ctx) => answer(ctx, { id: conversation.id, body: 'segredo', once: 'resposta-1' }))
  await unit((ctx) => answer(ctx, { id: conversation.id, body: 'segredo', once: 'resposta-1' }))
  await unit((ctx) => answer(ctx, { id: conversation.id, body: '', once: 'resposta-2' }, file))
  await unit((ctx) => addNote(ctx, { id: conversation.id, body: 'segredo' }))
  await sql((ctx) =>
    sendByHand(ctx, {
      connectionId: connection,
      phone: '(31) 98765-4321',
      name: 'Caio',
      body: 'segredo',
      once: 'a-mao-1',
    }),
  )
  const lines = await unit((ctx) =>
    ctx.db.auditEntry.findMany({
      where: { action: { in: ['conversation.answered', 'conversation.noted', 'message.written'] } },
      select: { action: true, actor: true, after: true },
      orderBy: { action: 'asc' },
    }),
  )
  expect(lines).toEqual([
    { action: 'conversation.answered', actor: 'Bia', after: { contact: 'Rita Alves' } },
    { action: 'conversation.answered', actor: 'Bia', after: { contact: 'Rita Alves', file: 'nota.pdf' } },
    { action: 'conversation.noted', actor: 'Bia', after: { contact: 'Rita Alves' } },
    { action: 'message.written', actor: 'Bia', after: { contact: 'Caio' } },
  ])
})
