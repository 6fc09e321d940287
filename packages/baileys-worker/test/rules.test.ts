import { BufferJSON, initAuthCreds, type WAMessageUpdate } from '@whiskeysockets/baileys'
import { expect, test } from 'vitest'
import { authOver } from '../src/auth-state.ts'
import { eventsOfCall, eventsOfLock, eventsOfUpdate } from '../src/events.ts'
import { afterClose, type CloseHistory } from '../src/reconnect.ts'
import { memoryStore } from './memory-store.ts'

const NOW = new Date('2026-11-20T13:00:00Z')
const steady: CloseHistory = { failures: 0, opened: true, badSessions: 0 }

test('515 reconnects at once, 401 ends the login, 440 and 403 wait for a user with the login kept', () => {
  expect(afterClose(515, steady, 0)).toEqual({ do: 'reconnect', afterMs: 0, wipe: null })
  expect(afterClose(401, steady, 0)).toMatchObject({ do: 'stop', state: 'desconectada', wipe: 'all' })
  for (const code of [402, 403, 406, 411, 440])
    expect(afterClose(code, steady, 0)).toMatchObject({ do: 'stop', wipe: null })
})

test('500 wipes keys at the third time, the login at the sixth', () => {
  const wipes = [0, 1, 2, 3, 4, 5].map((badSessions) => afterClose(500, { ...steady, badSessions }, 0).wipe)
  expect(wipes).toEqual([null, null, 'keys', null, null, 'all'])
})

test('lost connections are retried with growing delays, but not for ever', () => {
  const waits = Array.from({ length: 9 }, (_, failures) => {
    const next = afterClose(428, { ...steady, failures }, 1)
    return next.do === 'reconnect' ? next.afterMs : null
  })
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  expect(afterClose(428, { ...steady, failures: 9 }, 0)).toMatchObject({ do: 'stop', state: 'falhou' })
  expect(afterClose(408, { ...steady, opened: false }, 0)).toMatchObject({
    do: 'stop',
    reason: expect.stringContaining('QR') as string,
  })
  expect(afterClose(408, steady, 0)).toMatchObject({ do: 'reconnect' })
})

test('t-45 463 reports a restriction; other acks are acks; other contacts’ messages are ignored', () => {
  const update = (status: number, extra = {}, fromMe = true): WAMessageUpdate => ({
    key: { id: 'A1', fromMe, remoteJid: '99@lid' },
    update: { status, ...extra },
  })
  expect(eventsOfUpdate(update(0, { messageStubParameters: ['463'] }), NOW)).toEqual([
    { type: 'ack', messageId: 'A1', level: 0, code: '463' },
    { type: 'restriction', until: new Date('2026-11-21T13:00:00Z') },
  ])
  expect(eventsOfUpdate(update(3), NOW)).toEqual([{ type: 'ack', messageId: 'A1', level: 3, code: null }])
  expect(eventsOfUpdate(update(3, {}, false), NOW)).toEqual([])
  expect(eventsOfLock({ isActive: false }, NOW)).toEqual([])
  const timeEnforcementEnds = new Date('2026-11-20T18:00:00Z')
  expect(eventsOfLock({ isActive: true, timeEnforcementEnds }, NOW)).toEqual([
    { type: 'restriction', until: timeEnforcementEnds },
  ])
})

test('the login and its keys come back from the store unchanged', async () => {
  const store = memoryStore()
  const auth = await authOver(store)
  await auth.save()
  const keyPair = initAuthCreds().noiseKey
  await auth.state.keys.set({
    'pre-key': { 1: keyPair, 2: keyPair },
    'app-state-sync-key': { a: { keyData: Buffer.from([1, 2, 3]) } },
    'lid-mapping': { x: '99' },
  })
  await auth.state.keys.set({ 'pre-key': { 2: null } })
  const again = await authOver(store)
  expect(JSON.stringify(again.state.creds, BufferJSON.replacer)).toBe(
    JSON.stringify(auth.state.creds, BufferJSON.replacer),
  )
  const pair = (await again.state.keys.get('pre-key', ['1', '2', '3']))['1']
  expect(Buffer.from(pair?.private ?? []).equals(Buffer.from(keyPair.private))).toBe(true)
  expect(Object.keys(await again.state.keys.get('pre-key', ['1', '2', '3']))).toEqual(['1'])
  const sync = (await again.state.keys.get('app-state-sync-key', ['a'])).a
  expect(Buffer.from(sync?.keyData ?? []).toString('hex')).toBe('010203')
  expect(await again.state.keys.get('lid-mapping', ['x'])).toEqual({ x: '99' })
})

test('writes of the login follow one another, and a failed one is reported', async () => {
  const store = memoryStore()
  const auth = await authOver(store)
  const seen: string[] = []
  let running = 0
  store.saveCreds = async (text) => {
    expect(++running).toBe(1)
    await new Promise((done) => setTimeout(done, 5))
    running -= 1
    seen.push(String((JSON.parse(text) as { nextPreKeyId: number }).nextPreKeyId))
  }
  for (const id of [2, 3, 4]) {
    auth.state.creds.nextPreKeyId = id
    void auth.save()
  }
  await auth.flush()
  expect(seen).toEqual(['2', '3', '4'])
  store.saveCreds = () => Promise.reject(new Error('disk full'))
  await expect(auth.save()).rejects.toThrow('disk full')
  await expect(auth.flush()).rejects.toThrow('disk full')
})

test('a direct call is reported by the steps that show its result; a group call is not', () => {
  const call = {
    id: 'C1',
    chatId: '5511@s.whatsapp.net',
    from: '5511@s.whatsapp.net',
    date: NOW,
    offline: false,
  }
  expect(eventsOfCall({ ...call, status: 'offer', isVideo: true })).toMatchObject([
    { type: 'call', call: { id: 'C1', isVideo: true, status: 'offer' } },
  ])
  expect(eventsOfCall({ ...call, status: 'relaylatency' })).toEqual([])
  expect(eventsOfCall({ ...call, status: 'offer', isGroup: true })).toEqual([])
})
