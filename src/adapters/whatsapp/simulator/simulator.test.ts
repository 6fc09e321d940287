import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeStatus, type DeliveryStatus } from '../status'
import type { NormalisedEvent, SendCommand } from '../port'
import { simulatorConfig } from './config'
import { memoryStore } from './memory'
import { phoneWebhook } from './network'
import { simulator } from './provider'
import { FATES, type Fate } from './script'
import type { DueWebhook } from './store'

const NOW = new Date('2026-11-20T13:00:00Z')
const secret = 'segredo-do-simulador'
const command = (id: string, e164 = '+5531987654321'): SendCommand => ({
  clientMessageId: id,
  to: { kind: 'phone', e164 },
  content: { kind: 'text', text: `Olá ${id}` },
})

function world(script: Record<string, unknown>, now = () => NOW) {
  const config = simulatorConfig.parse({ provider: 'simulator', secret, script })
  const store = memoryStore()
  return { config, store, provider: simulator(config, store, now) }
}

function read(provider: ReturnType<typeof simulator>, webhook: DueWebhook): NormalisedEvent[] {
  const [headers, bytes] = [new Headers(webhook.headers), Buffer.from(webhook.body)]
  expect(provider.verifyWebhook(headers, bytes)).toBe(true)
  return provider.parseWebhook(headers, bytes).events
}

const always = (fate: Fate) => ({ chances: { [fate]: 1 } })

test('t-41 an accepted message is only accepted; sent, delivered and read come by webhook', async () => {
  const { provider, store } = world(always('deliver'))
  const outcome = await provider.send(command('m1'))
  expect(outcome).toEqual({
    kind: 'accepted',
    providerMessageId: expect.stringMatching(/^3EB0[0-9A-F]{18}$/) as string,
  })
  const acks = store.webhooks.flatMap((webhook) => read(provider, webhook))
  expect(acks.map((event) => event.type === 'ack' && event.status)).toEqual(['sent', 'delivered', 'read'])
})

test('t-41 a silent network reports nothing more', async () => {
  const { provider, store } = world(always('silent'))
  expect(await provider.send(command('m1'))).toMatchObject({ kind: 'accepted' })
  expect(store.webhooks).toEqual([])
})

test.each(['twice', 'disorder', 'late', 'deliver'] as const)(
  '%s: the merged status is read',
  async (fate) => {
    const { provider, store } = world(always(fate))
    await provider.send(command('m1'))
    const final = store.webhooks
      .flatMap((webhook) => read(provider, webhook))
      .reduce<DeliveryStatus | null>(
        (known, event) => (event.type === 'ack' ? mergeStatus(known, event.status) : known),
        null,
      )
    expect(final).toBe('read')
  },
)

test('a repeated delivery has the same id, a repeated event the same key', async () => {
  const { provider, store } = world(always('twice'))
  await provider.send(command('m1'))
  const keys = new Set(store.webhooks.flatMap((webhook) => read(provider, webhook)).map((event) => event.key))
  expect([store.webhooks.length, keys.size]).toEqual([7, 3])
})

test('a timeout after delivery: the outcome is unknown and the phone has one copy, however often it is tried', async () => {
  const { provider, store } = world({ scripted: [{ attempt: 1, fate: 'timeoutDelivered' }] })
  const first = await provider.send(command('m1'))
  expect(first).toMatchObject({
    kind: 'unknown',
    providerMessageId: expect.stringContaining('3EB0') as string,
  })
  await provider.send(command('m1'))
  expect(store.copies).toHaveLength(1)
})

test('a gateway that takes no id of ours duplicates a second attempt', async () => {
  const { provider, store } = world({
    idempotent: false,
    scripted: [{ attempt: 1, fate: 'timeoutDelivered' }],
  })
  expect(provider.capabilities.idempotentId).toBe(false)
  await provider.send(command('m1'))
  await provider.send(command('m1'))
  expect(store.copies.map((copy) => copy.clientMessageId)).toEqual(['m1', 'm1'])
})

test('t-45 restricted: a message to a new contact is rejected for good and new contacts pause; those written to before go on', async () => {
  const { provider } = world({ scripted: [{ contains: 'm2', fate: 'restrict' }] })
  await provider.send(command('m1', '+5531987650001'))
  const stop = {
    kind: 'refused',
    code: '463',
    final: 'restricted',
    pause: { scope: 'newContacts', seconds: 86_400 },
  }
  expect(await provider.send(command('m2', '+5531987650002'))).toMatchObject(stop)
  expect(await provider.send(command('m3', '+5531987650003'))).toMatchObject({ kind: 'refused', code: '463' })
  expect(await provider.send(command('m4', '+5531987650001'))).toMatchObject({ kind: 'accepted' })
})

test('a ban stops the connection until a user acts', async () => {
  const { provider } = world({ scripted: [{ contains: 'm1', fate: 'ban' }] })
  expect(await provider.send(command('m1'))).toMatchObject({ final: 'connection', pause: { seconds: null } })
  expect(await provider.status()).toMatchObject({ state: 'falhou', code: 'banida' })
  expect(await provider.send(command('m2'))).toMatchObject({ kind: 'refused' })
})

test('the same script and seed give the same fates; another seed gives others', async () => {
  const chances = Object.fromEntries(
    FATES.filter((fate) => fate !== 'ban' && fate !== 'restrict').map((f) => [f, 1]),
  )
  const run = async (seed: number) => {
    const { provider } = world({ seed, chances })
    const kinds: string[] = []
    for (let index = 0; index < 60; index++)
      kinds.push((await provider.send(command(`m${String(index)}`))).kind)
    return kinds.join()
  }
  expect(await run(7)).toBe(await run(7))
  expect(await run(7)).not.toBe(await run(8))
})

test('t-44 a reply under the old login or a lid is from the same contact', () => {
  for (const identity of ['phone', 'oldLogin', 'lid'] as const) {
    const { provider, config } = world({ identity })
    const [event] = read(
      provider,
      phoneWebhook(config, { messageId: 'x', phone: '+5531987654321', text: 'oi', at: NOW }),
    )
    expect(event).toMatchObject({
      type: 'message',
      fromMe: false,
      from: { phone: '+5531987654321', phoneKey: '3187654321' },
    })
  }
})

test('t-43 two contacts who write the same text at the same time are two messages', () => {
  const { provider, config } = world({})
  const keys = ['+5531987654321', '+5511987654321', '+5531987654321'].map((phone, index) => {
    const message = { messageId: `x${String(index)}`, phone, text: 'oi', at: NOW }
    return read(provider, phoneWebhook(config, message))[0]?.key
  })
  expect(new Set(keys).size).toBe(3)
})

test('a webhook changed by one byte is rejected', () => {
  const { provider, config } = world({})
  const webhook = phoneWebhook(config, { messageId: 'x', phone: '+5531987654321', text: 'oi', at: NOW })
  const bytes = Buffer.from(webhook.body)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const other = Buffer.from(bytes)
      other[index] = (other[index] ?? 0) ^ change
      expect(provider.verifyWebhook(new Headers(webhook.headers), other)).toBe(false)
    }),
  )
  expect(provider.verifyWebhook(new Headers(), bytes)).toBe(false)
})

test('msg-5 a channel is paired by its QR once; disconnected it stays signed in, signed out it needs a QR again', async () => {
  const { provider } = world({ pairing: true })
  await provider.logout()
  const connect = async () => (await provider.connect({ webhookUrl: 'https://loja.exemplo.com.br/x' })).state
  expect(await connect()).toBe('qr')
  await provider.scan()
  expect(await provider.status()).toMatchObject({ state: 'conectada' })
  await provider.disconnect()
  expect(await provider.status()).toMatchObject({ state: 'desconectada' })
  expect(await connect()).toBe('conectada')
  await provider.logout()
  expect(await connect()).toBe('qr')
  await provider.disconnect()
  expect(await connect()).toBe('qr')
})
