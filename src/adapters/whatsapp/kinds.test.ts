import { describe, expect, test } from 'vitest'
import { explain, KEY, other, said, wahaOf, wpp } from '../../../test/whatsapp/explained'
import { type ExplainedEvent, type ExplainedProvider } from './explain'

/** The same message in WhatsApp's own structure, as each gateway that passes it on would report it. */
const REPORTERS: Record<string, (message: unknown) => [ExplainedProvider, unknown]> = {
  evolution: (message) => [
    'evolution',
    { event: 'messages.upsert', instance: 'loja', data: { key: KEY, message, messageTimestamp: 1795100395 } },
  ],
  baileys: (message) => [
    'baileys',
    {
      id: 'e',
      session: 's',
      event: { type: 'message', message: { key: KEY, message, messageTimestamp: 1795100395 } },
    },
  ],
  'waha NOWEB': (message) => ['waha', wahaOf({ _data: { key: KEY, message } })],
  'waha GOWS': (message) => ['waha', wahaOf({ _data: { Info: { Chat: KEY.remoteJid }, Message: message } })],
}
const text = { conversation: 'oi' }
const image = { imageMessage: { mimetype: 'image/jpeg', caption: 'olha' } }
const inside = (wrapper: string, message: unknown) => ({ [wrapper]: { message } })
const STRUCTURES: [string, unknown, ExplainedEvent][] = [
  ...[
    'ephemeralMessage',
    'viewOnceMessage',
    'viewOnceMessageV2',
    'viewOnceMessageV2Extension',
    'documentWithCaptionMessage',
    'editedMessage',
    'groupMentionedMessage',
    'lottieStickerMessage',
    'deviceSentMessage',
    'associatedChildMessage',
    'aWrapperOfTomorrow',
  ].flatMap((wrapper): [string, unknown, ExplainedEvent][] => [
    [`${wrapper}: text`, inside(wrapper, text), said('oi')],
    [
      `${wrapper}: picture`,
      inside(wrapper, inside('ephemeralMessage', image)),
      said('olha', { media: 'image' }),
    ],
    [`${wrapper}: pin`, inside(wrapper, { pinInChatMessage: { key: { id: 'X' } } }), other('chat_event')],
  ]),
  ['ptv', { ptvMessage: { mimetype: 'video/mp4' } }, said(null, { media: 'video' })],
  [
    'voice',
    { audioMessage: { mimetype: 'audio/ogg; codecs=opus', ptt: true } },
    said(null, { media: 'voice' }),
  ],
  ['audio', { audioMessage: { mimetype: 'audio/mpeg' } }, said(null, { media: 'audio' })],
  ['lottie', inside('lottieStickerMessage', { stickerMessage: {} }), said(null, { media: 'sticker' })],
  [
    'document',
    { documentMessage: { mimetype: 'application/pdf', fileName: 'a.pdf' } },
    said(null, { media: 'document' }),
  ],
  [
    'list reply',
    { listResponseMessage: { title: 'Azul', singleSelectReply: { selectedRowId: 'r1' } } },
    said('Azul'),
  ],
  [
    'button reply',
    { buttonsResponseMessage: { selectedButtonId: 'b1', selectedDisplayText: 'Quero' } },
    said('Quero'),
  ],
  ['button without a text', { buttonsResponseMessage: { selectedButtonId: 'b1' } }, said('b1')],
  [
    'template reply',
    { templateButtonReplyMessage: { selectedId: 'x', selectedDisplayText: 'Sim' } },
    said('Sim'),
  ],
  [
    'flow reply',
    {
      interactiveResponseMessage: {
        body: { text: 'Enviado' },
        nativeFlowResponseMessage: { paramsJson: '{"nota":"5"}' },
      },
    },
    said('Enviado\nnota: 5'),
  ],
  ['order', { orderMessage: { message: 'quero esses', itemCount: 2 } }, said('quero esses')],
  [
    'contact',
    { contactMessage: { displayName: 'Bia', vcard: 'BEGIN:VCARD\nTEL;waid=1:+55 11 9' } },
    said('Bia: +55 11 9', { media: 'contact' }),
  ],
  [
    'place',
    { locationMessage: { name: 'Loja', address: 'Rua 1' } },
    said('Loja\nRua 1', { media: 'location' }),
  ],
  ['album head', { albumMessage: { expectedImageCount: 3 } }, other('chat_event')],
  ['revoke', { protocolMessage: { key: { id: 'X' }, type: 'REVOKE' } }, other('revoke')],
  ['revoke by number', { protocolMessage: { key: { id: 'X' }, type: 0 } }, other('revoke')],
  ['revoke by default', { protocolMessage: { key: { id: 'X' } } }, other('revoke')],
  ['history', { protocolMessage: { type: 5, historySyncNotification: {} } }, other('chat_event')],
  [
    'edit',
    { protocolMessage: { key: { id: 'X' }, type: 14, editedMessage: inside('ephemeralMessage', image) } },
    other('edit', { text: 'olha' }),
  ],
  ['reaction taken back', { reactionMessage: { text: '', key: { id: 'X' } } }, other('reaction')],
  [
    'status mention',
    inside('statusMentionMessage', { protocolMessage: { type: 25, key: { id: 'X' } } }),
    other('chat_event'),
  ],
  ['keys only', { senderKeyDistributionMessage: {}, messageContextInfo: {} }, other('chat_event')],
  [
    'encrypted vote',
    { pollUpdateMessage: { vote: { encPayload: 'x' } } },
    said(null, { kind: 'poll_answer' }),
  ],
  [
    'vote',
    { pollUpdateMessage: { vote: { selectedOptions: ['Azul', 'Verde'] } } },
    said('Azul, Verde', { kind: 'poll_answer' }),
  ],
  ['vote taken back', { pollUpdateMessage: { vote: { selectedOptions: [] } } }, other('chat_event')],
  ['unknown kind', { somethingOfTomorrow: { a: 1 } }, other('chat_event')],
]
describe.each(Object.entries(REPORTERS))('%s', (_name, report) => {
  test.each(STRUCTURES)('%s', (_what, message, right) => {
    expect(explain(...report(message)).events).toEqual([right])
  })
})

const JPEG = '/9j/4AAQ'.repeat(40)
const WORDS: [string, object, ExplainedEvent][] = [
  ...[
    'ciphertext',
    'gp2',
    'e2e_notification',
    'pinned_message',
    'keep_in_chat',
    'album',
    'oversized',
    'of_tomorrow',
  ].map((type): [string, object, ExplainedEvent] => [type, { type, body: '' }, other('chat_event')]),
  ['list reply', { type: 'list_response', body: 'Azul' }, said('Azul')],
  ['ptv', { type: 'ptv', body: JPEG, mimetype: 'video/mp4' }, said(null, { media: 'video' })],
  ['voice', { type: 'ptt', body: JPEG, mimetype: 'audio/ogg' }, said(null, { media: 'voice' })],
  ['place with a picture as body', { type: 'location', body: JPEG }, said(null, { media: 'location' })],
  ['a picture given as a text', { type: 'chat', body: JPEG }, other('chat_event')],
  ['revoked', { type: 'revoked', protocolMessageKey: { id: 'X' } }, other('revoke')],
  [
    'protocol revoke',
    { type: 'protocol', subtype: 'revoke', protocolMessageKey: { _serialized: 'false_1@c.us_X' } },
    other('revoke'),
  ],
  [
    'protocol edit',
    { type: 'protocol', subtype: 'message_edit', protocolMessageKey: { id: 'X' }, body: 'PARE' },
    other('edit', { text: 'PARE' }),
  ],
  ['order', { type: 'order', message: 'quero', body: JPEG }, said('quero')],
]
test.each(WORDS)(
  'a message type of WhatsApp Web, by WPPConnect and by WAHA on WEBJS: %s',
  (_what, over, right) => {
    expect(explain('wppconnect', wpp(over)).events).toEqual([right])
    const { body, ...data } = over as { body?: string }
    // WAHA gives captions as text, never the file.
    const isFile = right.media !== null && right.media !== 'location'
    expect(
      explain('waha', wahaOf({ body: isFile ? null : body, _data: { ...data, id: { id: 'W1' } } })).events,
    ).toEqual([right])
  },
)
