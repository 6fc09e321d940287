import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { explain, other, said } from '../../../test/whatsapp/explained'
import { EXPLAINED, type ExplainedEvent } from './explain'

const FIXTURES = path.resolve(import.meta.dirname, '../../../test/fixtures/whatsapp')
const RIGHT: Record<string, ExplainedEvent[]> = {
  'waha/ciphertext-then-text': [other('chat_event'), said('SAIR')],
  'waha/edit-secretEncrypted': [other('edit')],
  'waha/ephemeral-setting': [other('chat_event')],
  'waha/notification-template-biz': [other('chat_event')],
  'waha/poll-from-customer': [said('Qual cor?')],
  'waha/reaction-noweb': [other('reaction', { text: '👍' })],
  'waha/ack-null': [other('ack', { direction: 'out' })],
  'waha/broadcast-list': [said('lista', { contact: '1690000000@broadcast', answers: false })],
  'waha/id-object': [said('oi')],
  'waha/media-error': [said('foto', { media: 'image' })],
  'waha/newsletter': [said('canal', { contact: '120363@newsletter', answers: false })],
  'waha/reply-to-object': [said('sim')],
  'waha/from-null': [],
  'wppconnect/album': [other('chat_event')],
  'wppconnect/call_log': [other('call')],
  'wppconnect/e2e_notification': [other('chat_event')],
  'wppconnect/gp2': [other('chat_event', { contact: '120363@g.us' })],
  'wppconnect/image-view-once': [said('olha', { media: 'image' })],
  'wppconnect/notification_template': [other('chat_event')],
  'wppconnect/poll_creation': [said('Qual cor?')],
  'wppconnect/protocol': [other('chat_event')],
  'wppconnect/reaction': [other('reaction', { text: '👍' })],
  'wppconnect/template_button_reply': [said('Quero continuar')],
  'evolution/album-child': [said('tenho esses', { media: 'image' })],
  'evolution/bot-invoke': [said('@Meta AI oi')],
  'evolution/comment': [other('chat_event')],
  'evolution/device-sent': [said('oi do celular')],
  'evolution/edited-protocol': [other('edit', { text: 'PARE' })],
  'evolution/ephemeral-setting': [other('chat_event')],
  'evolution/group-invite': [said('entra')],
  'evolution/group-with-lid': [said('oi', { contact: '120363@g.us', answers: false })],
  'evolution/keep': [other('chat_event')],
  'evolution/live-location': [said(null, { media: 'location' })],
  'evolution/no-message-stub': [other('chat_event')],
  'evolution/pin': [other('chat_event')],
  'evolution/poll-updates': [other('poll_answer', { contact: null })],
  'evolution/product': [said('tem 37?')],
  'evolution/request-phone': [other('chat_event')],
  'evolution/secret-edit': [other('edit')],
  'evolution/sticker-pack': [said('x', { media: 'sticker' })],
  'evolution/timestamp-long': [said('oi')],
  'evolution/update-no-fromme': [other('ack', { direction: 'out' })],
  'evolution/view-once-audio': [said(null, { media: 'voice' })],
  'cloud/account-update': [other('chat_event', { contact: null })],
  'cloud/button-payload': [said('Parar de receber')],
  'cloud/contacts': [said('Bia: +55 11 91234-5678', { media: 'contact' })],
  'cloud/ephemeral': [other('chat_event')],
  'cloud/group-status-ack': [other('ack', { direction: 'out', contact: '120363' })],
  'cloud/nfm_reply': [said('Enviado\nnota: 5')],
  'cloud/order': [said('quero esses dois')],
  'cloud/reaction-removed': [other('reaction')],
  'cloud/revoke': [other('revoke')],
  'cloud/unsupported': [other('chat_event')],
}
/** `gateways` contains whole answers of real servers, no deliveries. */
const PROVIDERS = readdirSync(FIXTURES).filter((folder) => folder !== 'gateways')
const SAMPLES = PROVIDERS.flatMap((provider) =>
  readdirSync(path.join(FIXTURES, provider)).map((file) => `${provider}/${path.parse(file).name}`),
)
const sampleOf = (name: string) =>
  JSON.parse(readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8')) as unknown[]

test('every sample has its expected value', () => {
  expect(Object.keys(RIGHT).sort()).toEqual(SAMPLES.sort())
})

test.each(Object.entries(RIGHT))('a real delivery: %s', (name, right) => {
  const provider = EXPLAINED.find((one) => name.startsWith(one)) ?? 'waha'
  const { events, problems } = explain(provider, ...sampleOf(name))
  expect(events).toEqual(right)
  expect(problems).toEqual(right.length === 0 ? ['message.any: from'] : [])
})
