import { describe, expect, test } from 'vitest'
import { ANA, explain, KEY, meta, other, said, wahaOf, wpp } from '../../../test/whatsapp/explained'
import type { ExplainedEvent } from './explain'

/** A message as WAHA's GOWS engine reports it, with Go's names. */
const gows = (message: object) => wahaOf({ _data: { Info: { Chat: KEY.remoteJid }, Message: message } })
const evolution = (event: string, data: unknown) => ({ event, instance: 'loja', data })
const [JID, FROM] = [KEY.remoteJid, '5511987654321@c.us']
const CARD = 'BEGIN:VCARD\nFN:Bia\nitem1.TEL;waid=5511911112222:+55 11 91111-2222\nEND:VCARD'
const BIA = 'Bia: +55 11 91111-2222'

describe('GOWS writes names as Go does', () => {
  test.each<[string, object, ExplainedEvent]>([
    ['reaction', { reactionMessage: { key: { ID: 'X' }, text: '👍' } }, other('reaction', { text: '👍' })],
    ['revoke', { protocolMessage: { key: { ID: 'X', remoteJID: JID }, type: 0 } }, other('revoke')],
    [
      'edit that asks to leave',
      { protocolMessage: { key: { ID: 'X' }, type: 14, editedMessage: { conversation: 'SAIR' } } },
      other('edit', { text: 'SAIR' }),
    ],
    [
      'edit that only the phone can read',
      { secretEncryptedMessage: { targetMessageKey: { ID: 'X' }, secretEncType: 2 } },
      other('edit'),
    ],
    [
      'pressed button',
      { buttonsResponseMessage: { selectedButtonID: 'b', Response: { SelectedDisplayText: 'SAIR' } } },
      said('SAIR'),
    ],
    [
      'native button',
      {
        interactiveResponseMessage: {
          InteractiveResponseMessage: { NativeFlowResponseMessage: { paramsJSON: '{"id":"sair"}' } },
        },
      },
      said('sair'),
    ],
    [
      'voice message',
      { audioMessage: { mimetype: 'audio/ogg; codecs=opus', PTT: true } },
      said(null, { media: 'voice' }),
    ],
    ['round video', { ptvMessage: { mimetype: 'video/mp4' } }, said(null, { media: 'video' })],
  ])('%s', (_what, message, right) => {
    expect(explain('waha', gows(message)).events).toEqual([right])
  })
  test('a structure deeper than any message is not read to its end, and stops nothing', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`) as object
    expect(explain('waha', gows(deep)).events).toEqual([other('chat_event')])
  })
})

test.each<[string, object, ExplainedEvent]>([
  [
    'native button with its words inside',
    {
      type: 'interactive_response',
      interactiveResponse: { nativeFlowResponse: { paramsJson: '{"id":"x","display_text":"SAIR"}' } },
    },
    said('SAIR'),
  ],
  ['card', { type: 'vcard', vcardFormattedName: 'Bia', body: CARD }, said(BIA, { media: 'contact' })],
  [
    'cards',
    { type: 'multi_vcard', vcardList: [{ displayName: 'Bia', vcard: CARD }, { displayName: 'Leo' }] },
    said(`${BIA}\nLeo`, { media: 'contact' }),
  ],
  [
    'document whose name stands for its caption',
    { type: 'document', filename: 'a.pdf', caption: 'a.pdf', mimetype: 'application/pdf' },
    said(null, { media: 'document' }),
  ],
  ['order without a word', { type: 'order', itemCount: 2 }, said('Pedido com 2 itens')],
])('a message type of WhatsApp Web: %s', (_what, over, right) => {
  expect(explain('wppconnect', wpp(over)).events).toEqual([right])
})

test.each<[string, object, ExplainedEvent]>([
  ['card without a name beside it', { contactMessage: { vcard: CARD } }, said(BIA, { media: 'contact' })],
  ['order without a word', { orderMessage: { itemCount: 1 } }, said('Pedido com 1 item')],
  ['poll of a newer form', { pollCreationMessageV6: { name: 'Qual cor?' } }, said('Qual cor?')],
  ['template', { templateMessage: { interactiveMessageTemplate: { body: { text: 'Olá' } } } }, said('Olá')],
  [
    'chosen row of a menu, which alone asks to leave',
    {
      interactiveResponseMessage: {
        body: { text: 'Sair' },
        nativeFlowResponseMessage: { paramsJson: '{"id":"r1","description":"não receber"}' },
      },
    },
    said('Sair'),
  ],
  [
    'form with a group of answers',
    {
      interactiveResponseMessage: {
        body: { text: 'Endereço' },
        nativeFlowResponseMessage: { paramsJson: '{"saved_address_id":"9","values":{"city":"Recife"}}' },
      },
    },
    said('Endereço\ncity: Recife'),
  ],
])('in WhatsApp’s own structure: %s', (_what, message, right) => {
  const data = { key: KEY, message, messageTimestamp: 1795100395 }
  expect(explain('evolution', evolution('messages.upsert', data)).events).toEqual([right])
})

test.each<[string, string, boolean]>([
  ['a business hosted by Meta', '5511987654321@hosted', true],
  ['its other address', '99@hosted.lid', true],
  ['an assistant', '13135550002@bot', false],
  ['WhatsApp itself', '0@s.whatsapp.net', false],
])('an address of %s is known', (_what, remoteJid, answers) => {
  const data = { key: { ...KEY, remoteJid }, message: { conversation: 'oi' } }
  const { events, problems } = explain('evolution', evolution('messages.upsert', data))
  expect([events.map((one) => one.answers), problems]).toEqual([[answers], []])
})

const ACK = other('ack', { direction: 'out' })
test.each<[string, unknown, ExplainedEvent[]]>([
  ['ack inside', { key: { ...KEY, fromMe: true }, update: { status: 3 } }, [ACK]],
  ['ack of tomorrow', { keyId: 'X', remoteJid: JID, fromMe: true, status: 'SEEN_TWICE' }, [ACK]],
  [
    'failure inside',
    { key: { ...KEY, fromMe: true }, update: { status: 0, messageStubParameters: ['463'] } },
    [ACK, other('restriction', { contact: null })],
  ],
])('Evolution in Baileys’ form: %s', (_what, update, right) => {
  expect(explain('evolution', evolution('messages.update', update)).events).toEqual(right)
  expect(explain('evolution', evolution('messages.update', [update])).events).toEqual(right)
})

test('Evolution: a reaction event of its own, and messages in a list of their own', () => {
  const reaction = { key: { ...KEY, fromMe: true }, reaction: { text: '👍', key: KEY } }
  expect(explain('evolution', evolution('messages.reaction', reaction)).events).toEqual([
    other('reaction', { text: '👍' }),
  ])
  const messages = [{ key: KEY, message: { conversation: 'SAIR' } }]
  expect(explain('evolution', evolution('messages.upsert', { messages })).events).toEqual([said('SAIR')])
})

test.each<[string, unknown, ExplainedEvent[]]>([
  ['upsert', { messages: [{ key: KEY, message: { conversation: 'SAIR' } }], type: 'notify' }, [said('SAIR')]],
  [
    'named upsert',
    { event: 'messages.upsert', data: { messages: [{ key: KEY, message: { conversation: 'oi' } }] } },
    [said('oi')],
  ],
  [
    'update that is an ack',
    { event: 'messages.update', data: [{ key: { ...KEY, fromMe: true }, update: { status: 4 } }] },
    [other('ack', { direction: 'out', contact: null })],
  ],
  [
    'update that is an edit',
    { key: KEY, update: { message: { editedMessage: { message: { conversation: 'PARE' } } } } },
    [other('edit', { text: 'PARE' })],
  ],
  ['update that takes back', { key: KEY, update: { message: null, messageStubType: 1 } }, [other('revoke')]],
  [
    'reaction',
    { event: 'messages.reaction', data: [{ key: { ...KEY, id: 'X' }, reaction: { text: '❤️', key: KEY } }] },
    [other('reaction', { text: '❤️' })],
  ],
  ['call', { event: 'call', data: [{ id: 'C', chatId: JID, from: JID, status: 'offer' }] }, [other('call')]],
])('an event of Baileys itself: %s', (_what, given, right) => {
  expect(explain('baileys', given)).toEqual({ events: right, problems: [] })
})

test.each<[string, object, ExplainedEvent]>([
  ['group', { event: 'group.v2.join', payload: { group: { id: '120363@g.us' } } }, other('chat_event')],
  ['archived', { event: 'chat.archive', payload: { id: FROM, archived: true } }, other('chat_event')],
  ['state', { event: 'session.status', payload: { status: 'HIBERNATING' } }, other('chat_event')],
])('a WAHA event that concerns no message is a chat event: %s', (_what, over, right) => {
  const { events } = explain('waha', { ...wahaOf({}), ...over })
  expect(events).toEqual([{ ...right, contact: events[0]?.contact }])
})

const around = (field: string, value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ changes: [{ field, value: { metadata: { phone_number_id: '1' }, ...value } }] }],
})
test('Meta: a contact who asked WhatsApp for no more marketing has opted out; one who asks for it again is only reported', () => {
  const one = (value: string) => ({ wa_id: '5511987654321', category: 'marketing_messages', value })
  const { events } = explain(
    'cloud',
    around('user_preferences', { user_preferences: [one('stop'), one('resume')] }),
  )
  expect(events).toEqual([other('opt_out'), other('chat_event')])
})
test.each([
  ['deleted', { status: 'deleted' }],
  ['of a payment', { type: 'payment', status: 'captured' }],
])('Meta: a status %s is a chat event', (_what, over) => {
  const statuses = [{ id: 'w', timestamp: '1795100395', recipient_id: '5511987654321', ...over }]
  expect(explain('cloud', around('messages', { statuses })).events).toEqual([
    other('chat_event', { direction: 'out', contact: ANA }),
  ])
})
test('Meta: an error of the phone number as a whole is a chat event', () => {
  const { events } = explain('cloud', around('messages', { errors: [{ code: 130429, title: 'x' }] }))
  expect(events).toEqual([other('chat_event', { contact: null })])
  expect(explain('cloud', meta({ id: 7, type: 'text' })).problems).toEqual(['message: id'])
})
