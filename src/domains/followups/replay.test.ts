import { expect, test } from 'vitest'
import { replay, type PastSubject, type ReplayRule } from './replay'

const NOW = new Date('2026-11-20T12:00:00Z')
const at = (text: string) => new Date(text)
const rule: ReplayRule = {
  followUpId: 'f',
  holdoutPercent: 0,
  notBeforeMinutes: 60,
  steps: [60, 1440].map((delayMinutes, n) => ({
    id: String(n),
    position: n + 1,
    delayMinutes,
    templateId: 't',
    active: true,
  })),
  // No contact is written to between 20:00 and 08:00 UTC.
  quietUntil: (when) => {
    const hour = when.getUTCHours()
    if (hour >= 8 && hour < 20) return null
    const until = new Date(when)
    until.setUTCHours(hour >= 20 ? 32 : 8, 0, 0, 0)
    return until
  },
}
const subject = (externalKey: string, startedAt: string, over: Partial<PastSubject> = {}): PastSubject => ({
  externalKey,
  name: externalKey,
  phoneKey: externalKey,
  emailKey: null,
  phoneStatus: 'valid',
  onWhatsapp: null,
  uf: 'SP',
  startedAt: at(startedAt),
  ends: [],
  ...over,
})

test('last month against the rule: sent, moved by quiet hours, stopped by what really happened', () => {
  const bought = (when: string) => ({ ends: [{ code: 'comprou' as const, at: at(when) }] })
  const result = replay(
    rule,
    [
      subject('both steps', '2026-11-10T10:00:00Z'),
      subject(
        'first moved to the morning, bought that day',
        '2026-11-10T20:30:00Z',
        bought('2026-11-11T10:00:00Z'),
      ),
      subject('bought at once', '2026-11-10T10:00:00Z', bought('2026-11-10T10:20:00Z')),
      subject('second is not due yet', '2026-11-20T09:00:00Z'),
      subject('no phone', '2026-11-10T10:00:00Z', { phoneStatus: 'none', phoneKey: null }),
      subject('older cart', '2026-11-12T10:00:00Z', { phoneKey: 'same' }),
      subject('newer cart', '2026-11-12T15:00:00Z', { phoneKey: 'same' }),
    ],
    NOW,
  )
  expect(result.steps).toEqual([
    { position: 1, delayMinutes: 60, sent: 4, moved: 1, stopped: 1, recent: 1 },
    { position: 2, delayMinutes: 1440, sent: 2, moved: 0, stopped: 3, recent: 0 },
  ])
  expect(Object.fromEntries(result.stopped)).toEqual({ comprou: 2, sem_telefone: 1, substituido: 1 })
  expect(result.sends[0]).toMatchObject({ name: 'second is not due yet', moved: false })
})

test('a first message that quiet hours delayed until the second is due is dropped in favour of it', () => {
  const quick = {
    ...rule,
    steps: rule.steps.map((step, n) => ({ ...step, delayMinutes: n === 0 ? 60 : 120 })),
  }
  const result = replay(quick, [subject('night', '2026-11-10T21:00:00Z')], NOW)
  expect(result.steps.map(({ sent }) => sent)).toEqual([0, 1])
})

test('cart-6 the holdout is counted, and gets nothing', () => {
  const many = Array.from({ length: 200 }, (_, n) => subject(String(n), '2026-11-10T10:00:00Z'))
  const result = replay({ ...rule, holdoutPercent: 50 }, many, NOW)
  expect(result.holdout).toBeGreaterThan(70)
  expect(result.stopped.get('grupo_de_controle')).toBe(result.holdout)
  expect(result.sends).toHaveLength((200 - result.holdout) * 2)
})
