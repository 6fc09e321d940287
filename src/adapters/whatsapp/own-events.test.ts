import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explain, KEY, meta, NOW, other, said, wahaOf, wpp } from '../../../test/whatsapp/explained'
import { EXPLAINED, type ExplainedEvent, type ExplainedProvider } from './explain'

const OF_THEIR_OWN: [string, ExplainedProvider, object, ExplainedEvent[]][] = [
  [
    'reaction',
    'waha',
    { event: 'message.reaction', payload: { reaction: { text: '👍', messageId: 'true_1@c.us_X' } } },
    [other('reaction', { text: '👍' })],
  ],
  [
    'revoke',
    'waha',
    {
      event: 'message.revoked',
      payload: {
        revokedMessageId: 'X',
        after: { id: 'false_5511987654321@c.us_Y', from: '5511987654321@c.us' },
      },
    },
    [other('revoke')],
  ],
  [
    'edit',
    'waha',
    { event: 'message.edited', payload: { editedMessageId: 'X', body: 'PARE' } },
    [other('edit', { text: 'PARE' })],
  ],
  [
    'vote',
    'waha',
    {
      event: 'poll.vote',
      payload: {
        vote: { id: 'false_5511987654321@c.us_V', from: '5511987654321@c.us', selectedOptions: ['Azul'] },
        poll: { id: 'true_1@c.us_P' },
      },
    },
    [said('Azul', { kind: 'poll_answer' })],
  ],
  ['call', 'waha', { event: 'call.received', payload: { id: 'C1', isVideo: true } }, [other('call')]],
  ['presence', 'waha', { event: 'presence.update', payload: { presences: [] } }, []],
  [
    'reaction',
    'wppconnect',
    {
      event: 'onreactionmessage',
      id: { fromMe: false, _serialized: 'false_5511987654321@c.us_R' },
      msgId: { _serialized: 'true_1@c.us_X' },
      reactionText: '👍',
    },
    [other('reaction', { text: '👍' })],
  ],
  [
    'revoke',
    'wppconnect',
    { event: 'onrevokedmessage', id: 'false_5511987654321@c.us_Y', refId: 'false_5511987654321@c.us_X' },
    [other('revoke')],
  ],
  [
    'vote',
    'wppconnect',
    {
      event: 'onpollresponse',
      msgId: { _serialized: 'true_5511987654321@c.us_P' },
      id: undefined,
      chatId: { _serialized: '5511987654321@c.us' },
      sender: '5511987654321@c.us',
      fromMe: false,
      selectedOptions: [{ name: 'Azul' }],
    },
    [said('Azul', { kind: 'poll_answer' })],
  ],
  [
    'call',
    'wppconnect',
    { event: 'incomingcall', id: 'CALL', peerJid: '5511987654321@c.us', from: undefined },
    [other('call')],
  ],
  [
    'deletion',
    'evolution',
    {
      event: 'messages.delete',
      data: { remoteJid: KEY.remoteJid, fromMe: false, id: 'X', status: 'DELETED' },
    },
    [other('revoke')],
  ],
  [
    'deletion given as a status',
    'evolution',
    {
      event: 'messages.update',
      data: { keyId: 'X', remoteJid: KEY.remoteJid, fromMe: false, status: 'DELETED' },
    },
    [other('revoke')],
  ],
  [
    'edit',
    'evolution',
    {
      event: 'messages.edited',
      data: { key: KEY, type: 'MESSAGE_EDIT', editedMessage: { conversation: 'PARE' } },
    },
    [other('edit', { text: 'PARE' })],
  ],
  [
    'vote',
    'evolution',
    {
      event: 'messages.update',
      data: {
        keyId: 'P',
        remoteJid: KEY.remoteJid,
        fromMe: true,
        pollUpdates: [
          { name: 'Azul', voters: ['5511987654321@s.whatsapp.net'] },
          { name: 'Verde', voters: [] },
        ],
      },
    },
    [said('Azul', { kind: 'poll_answer' })],
  ],
  [
    'call',
    'evolution',
    { event: 'call', data: { id: 'C1', from: KEY.remoteJid, status: 'offer' } },
    [other('call')],
  ],
]
test.each(OF_THEIR_OWN)('an event of its own: %s, %s', (_what, provider, over, right) => {
  const { payload, ...rest } = over as { payload?: object }
  const waha = wahaOf(payload ?? {})
  const base = {
    waha: { ...waha, ...rest },
    wppconnect: { ...wpp({}), ...rest },
    evolution: { instance: 'loja', ...rest },
  }
  const delivery = base[provider as keyof typeof base]
  expect(explain(provider, delivery)).toEqual({ events: right, problems: [] })
})

test.each<[string, object, ExplainedEvent]>([
  ['request_welcome', { type: 'request_welcome' }, other('chat_event')],
  ['system', { type: 'system', system: { type: 'user_changed_number' } }, other('chat_event')],
  ['of tomorrow', { type: 'of_tomorrow', of_tomorrow: { body: 'x' } }, other('chat_event')],
  ['pin', { type: 'pin', pin: { message_id: 'x' } }, other('chat_event')],
  ['no type', {}, other('chat_event')],
  [
    'edit',
    { type: 'edit', edit: { original_message_id: 'x', message: { type: 'text', text: { body: 'PARE' } } } },
    other('edit', { text: 'PARE' }),
  ],
  [
    'call permission',
    { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: {} } },
    other('chat_event'),
  ],
  [
    'voice',
    { type: 'audio', audio: { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true } },
    said(null, { media: 'voice' }),
  ],
  [
    'list',
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'Azul' } } },
    said('Azul'),
  ],
  [
    'order without words',
    { type: 'order', order: { product_items: [{ product_retailer_id: 'SKU1', quantity: 2 }] } },
    said('2 × SKU1'),
  ],
  [
    'group',
    { type: 'text', text: { body: 'oi' }, group_id: 'G1' },
    said('oi', { contact: 'G1', answers: false }),
  ],
])('Meta: %s', (_what, over, right) => {
  expect(explain('cloud', meta(over)).events).toEqual([right])
})

test.each([
  ['a Long', { low: 1795100395, high: 0, unsigned: true }],
  ['a Long of milliseconds', { low: -164443576, high: 417, unsigned: true }],
  ['text', '1795100395'],
  ['milliseconds', 1795100395000],
  ['microseconds', 1795100395000000],
  ['ISO', '2026-11-19T14:59:55.000Z'],
])('a time as %s', async (_what, messageTimestamp) => {
  const { readEvolution } = await import('./evolution/read')
  const given = {
    event: 'messages.upsert',
    instance: 'loja',
    data: { key: KEY, message: { conversation: 'oi' }, messageTimestamp },
  }
  const [event] = readEvolution(null, Buffer.from(JSON.stringify(given)), NOW).events
  expect(event).toMatchObject({
    at: new Date(
      messageTimestamp instanceof Object && 'high' in messageTimestamp && messageTimestamp.high === 417
        ? 417 * 2 ** 32 + 4130523720
        : 1795100395000,
    ),
  })
})

test('any posted input is read or reported as a problem; only a message from a contact is an answer', () => {
  const anything = fc.object({ maxDepth: 4, withNullPrototype: false })
  fc.assert(
    fc.property(anything, fc.constantFrom(...EXPLAINED), (over, provider) => {
      const shapes: Record<ExplainedProvider, unknown> = {
        waha: wahaOf({ ...over }),
        wppconnect: wpp({ ...over }),
        evolution: { event: 'messages.upsert', instance: 'loja', data: { key: KEY, message: over } },
        cloud: meta(over),
        baileys: { key: KEY, message: over },
      }
      const { events, problems } = explain(provider, over, shapes[provider])
      expect(problems.length + events.length).toBeGreaterThan(0)
      for (const { answers, kind, contact } of events)
        if (answers)
          expect([kind === 'message' || kind === 'poll_answer', contact !== null]).toEqual([true, true])
    }),
  )
})

test('a call as the Baileys worker reports it', () => {
  const call = {
    id: 'C1',
    chatId: '9@lid',
    from: '9@lid',
    callerPn: KEY.remoteJid,
    isVideo: false,
    status: 'offer',
  }
  expect(explain('baileys', { id: 'e', session: 's', event: { type: 'call', call } }).events).toEqual([
    other('call'),
  ])
})
