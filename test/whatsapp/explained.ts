import {
  explainWebhook,
  type ExplainedEvent,
  type ExplainedProvider,
} from '../../src/adapters/whatsapp/explain'

export const NOW = new Date('2026-11-20T13:00:00Z')
export const ANA = '+5511987654321'

export const explain = (provider: ExplainedProvider, ...deliveries: unknown[]) =>
  explainWebhook(provider, deliveries, NOW)
export const said = (text: string | null, over: Partial<ExplainedEvent> = {}): ExplainedEvent => ({
  kind: 'message',
  direction: 'in',
  contact: ANA,
  text,
  media: null,
  answers: true,
  ...over,
})
export const other = (kind: string, over: Partial<ExplainedEvent> = {}) =>
  said(null, { kind, answers: false, ...over })

export const KEY = { remoteJid: '5511987654321@s.whatsapp.net', fromMe: false, id: 'AAA1' }
export const wahaOf = (over: object) => ({
  ...{ id: 'evt_1', timestamp: 1795100395000, event: 'message.any', session: 'loja' },
  payload: {
    ...{
      id: 'false_5511987654321@c.us_AAA1',
      timestamp: 1795100395,
      from: '5511987654321@c.us',
      fromMe: false,
    },
    ...{ body: null, hasMedia: false },
    ...over,
  },
})
export const wpp = (over: object) => ({
  ...{ event: 'onmessage', session: 'loja', id: 'false_5511987654321@c.us_W1', type: 'chat', t: 1795100395 },
  ...{ from: '5511987654321@c.us', body: '', fromMe: false },
  ...over,
})
export const meta = (over: object, around: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      changes: [
        {
          field: 'messages',
          value: {
            metadata: { phone_number_id: '1' },
            ...around,
            messages: [{ from: '5511987654321', id: 'wamid.1', timestamp: 1795100395, ...over }],
          },
        },
      ],
    },
  ],
})
