import { expect, test } from 'vitest'
import { runningOf, type NumberFacts, type RunningFacts } from './running-rules'

const now = new Date('2026-11-20T22:30:00Z')
const zone = 'America/Sao_Paulo'
const number: NumberFacts = {
  id: '0b7d1c5e-7f0a-4b53-9a53-0a4f0f4f8f01',
  name: 'Loja',
  status: 'conectada',
  statusReason: null,
  downSince: null,
  wanted: true,
  pausedAt: null,
  pausedReason: null,
  waiting: 0,
}
const fine: RunningFacts = {
  pulseAge: 3,
  pause: null,
  numbers: [number],
  shop: { daily: true, readAt: now, failedRun: null, underWay: false, demonstration: false },
}
const texts = (facts: Partial<RunningFacts>) =>
  runningOf({ ...fine, ...facts }, now, zone).items.map(({ text }) => text)

test('nothing is said while everything runs', () => {
  expect(runningOf(fine, now, zone)).toEqual({
    items: [],
    workerStopped: false,
    pausedUntil: null,
    sends: true,
  })
})

test('a stopped worker is named with the local time since when, and that nothing is lost', () => {
  expect(texts({ pulseAge: 31 * 60 })).toEqual([
    'O envio e as importações estão parados desde 18:59; nada se perde',
  ])
  expect(texts({ pulseAge: 2 * 86_400 })).toEqual([
    'O envio e as importações estão parados desde 18/11 às 19:30; nada se perde',
  ])
  expect(texts({ pulseAge: null })).toEqual(['O envio e as importações estão parados; nada se perde'])
})

test('the worst comes first: worker, channel down, pause, channel paused, import, old data', () => {
  const { items } = runningOf(
    {
      pulseAge: 60,
      pause: { until: new Date('2026-11-21T11:00:00Z'), by: 'Ana' },
      numbers: [
        { ...number, id: 'p', pausedAt: new Date('2026-11-19T12:00:00Z'), pausedReason: 'Pausada por Ana.' },
        { ...number, id: 'd', status: 'falhou', statusReason: 'Sessão encerrada.' },
      ],
      shop: {
        ...fine.shop,
        readAt: new Date('2026-10-20T12:00:00Z'),
        failedRun: { id: 'r', message: 'Sem conexão.' },
      },
    },
    now,
    zone,
  )
  expect(items.map(({ id, action }) => [id, action.kind])).toEqual([
    ['worker', 'check'],
    ['away-d', 'open'],
    ['paused', 'resume'],
    ['paused-p', 'resumeNumber'],
    ['import-failed', 'open'],
    ['data-old', 'open'],
  ])
  expect(items[2]?.text).toBe('Envios pausados até amanhã às 08:00, por Ana')
  expect(items[3]?.text).toBe('Envios pausados no WhatsApp “Loja” desde ontem às 09:00')
  expect(items[5]?.text).toBe('Os dados da loja são de 20/10 às 09:00, há 31 dias')
})

test('data is old after two failed days where it is read daily, after a week where a user uploads it', () => {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  const old = (daily: boolean, hours: number, over: Partial<RunningFacts['shop']> = {}) =>
    texts({ shop: { ...fine.shop, daily, readAt: ago(hours), ...over } }).length
  expect([old(true, 49), old(true, 51), old(false, 167), old(false, 169)]).toEqual([0, 1, 0, 1])
  // An import under way will report its own result; nothing imports into a demonstration.
  expect([old(true, 900, { underWay: true }), old(true, 900, { demonstration: true })]).toEqual([0, 0])
})
