import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MESSAGE_STATES } from '../kinds'
import { connectionGate, messageGate, type MessageFacts } from './gate'
import { easter, isHoliday } from './holidays'
import { placeOf, quietUntil, zoneOf } from './quiet-hours'
import {
  batchBudget,
  campaignRefusal,
  riskOf,
  newContactsAllowed,
  type RiskFacts,
} from '~/domains/channels/rules/risk'
import { mergeState, retrySeconds, type ReportedStatus } from './states'

describe('quiet hours', () => {
  test.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
    [2100, '2100-03-28'],
  ])('Easter of %i', (year, day) => {
    const [month, date] = easter(year)
    expect(`${String(year)}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`).toBe(day)
  })
  test.each([
    '2026-04-03',
    '2026-02-16',
    '2026-02-17',
    '2026-06-04',
    '2026-11-20',
    '2026-12-25',
    '2027-03-26',
  ])('%s is a holiday', (day) => {
    expect(isHoliday(day)).toBe(true)
  })
  test.each(['2026-04-05', '2026-11-19', '2026-02-18', '2026-07-09'])('%s is none', (day) =>
    expect(isHoliday(day)).toBe(false),
  )
  const ask = (time: string, uf: string | null) =>
    quietUntil(new Date(time), uf, 'America/Sao_Paulo')?.until.toISOString() ?? 'agora'
  test.each([
    // Thursday 19 November, Brasília is −3.
    ['2026-11-19T11:00:00Z', 'SP', 'agora'],
    ['2026-11-19T10:59:00Z', 'SP', '2026-11-19T11:00:00.000Z'],
    // The same time is 6 in Acre (−5), 7 in Amazonas (−4).
    ['2026-11-19T11:00:00Z', 'AC', '2026-11-19T13:00:00.000Z'],
    ['2026-11-19T11:00:00Z', 'AM', '2026-11-19T12:00:00.000Z'],
    ['2026-11-19T11:00:00Z', 'MT', '2026-11-19T12:00:00.000Z'],
    // It's 8 on Noronha (−2) an hour before the rest of Pernambuco, and 20:00 too.
    ['2026-11-19T10:00:00Z', 'FN', 'agora'],
    ['2026-11-19T10:00:00Z', 'PE', '2026-11-19T11:00:00.000Z'],
    ['2026-11-19T22:00:00Z', 'FN', '2026-11-20T12:00:00.000Z'],
    ['2026-11-19T22:00:00Z', 'PE', 'agora'],
    // 20:00 in São Paulo, and the next day is a holiday: from 10 on.
    ['2026-11-19T23:00:00Z', 'SP', '2026-11-20T13:00:00.000Z'],
    ['2026-11-19T23:00:00Z', 'AC', 'agora'],
    // Saturday night before a Sunday; an unknown state follows the empresa.
    ['2026-11-21T23:30:00Z', null, '2026-11-22T13:00:00.000Z'],
  ])('at %s a contact in %s may be written to: %s', (time, uf, expected) =>
    expect(ask(time, uf)).toBe(expected),
  )
  test('the time that it returns is always allowed, and the first one', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        fc.constantFrom('SP', 'AC', 'AM', 'MS', 'FN', null),
        (now, uf) => {
          const quiet = quietUntil(now, uf, 'America/Sao_Paulo')
          if (!quiet) return
          expect(quiet.until > now).toBe(true)
          expect(quietUntil(quiet.until, uf, 'America/Sao_Paulo')).toBeNull()
          expect(quietUntil(new Date(quiet.until.getTime() - 1), uf, 'America/Sao_Paulo')).not.toBeNull()
        },
      ),
      { numRuns: 60 },
    )
  })
  test('ambition 6 Noronha is distinguished from Pernambuco by the city', () => {
    expect(placeOf('PE', 'Fernando de Noronha')).toBe('FN')
    expect(placeOf('PE', 'FERNANDO DE NORONHA (Distrito Estadual)')).toBe('FN')
    expect([placeOf('PE', 'Recife'), placeOf('PE', null), placeOf(null, 'Noronha')]).toEqual([
      'PE',
      'PE',
      null,
    ])
    expect(quietUntil(new Date('2026-11-19T22:00:00Z'), 'FN', 'x')?.reason).toContain('Fernando de Noronha')
  })
  test('zones', () =>
    expect([zoneOf('AC', 'x'), zoneOf('BA', 'x'), zoneOf(null, 'x')]).toEqual([
      'America/Rio_Branco',
      'America/Sao_Paulo',
      'x',
    ]))
})

const NOW = new Date('2026-11-19T15:00:00Z')
const TOMORROW = new Date('2026-11-20T03:00:00Z')
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
const facts = (over: Partial<MessageFacts> = {}): MessageFacts => ({
  kind: 'carrinho',
  expiresAt: null,
  hasSubject: true,
  toPerson: true,
  optedOut: false,
  onWhatsapp: null,
  newContact: true,
  newContactsPausedUntil: null,
  newContactsToday: 0,
  newContactsAllowed: 20,
  campaignRefusal: null,
  lastInboundAt: null,
  lastHumanAt: null,
  lastAutomaticAt: null,
  needsWindow: false,
  quiet: null,
  ...over,
})
const code = (over: Partial<MessageFacts>) => {
  const verdict = messageGate(facts(over), NOW, TOMORROW)
  return verdict.kind === 'ok' ? 'ok' : `${verdict.kind} ${verdict.code}`
}

test.each<[Partial<MessageFacts>, string]>([
  [{}, 'ok'],
  [{ expiresAt: NOW }, 'cancel expirou'],
  [{ hasSubject: false }, 'cancel sem_assunto'],
  [{ optedOut: true }, 'cancel pediu_para_parar'],
  [{ optedOut: true, kind: 'manual' }, 'cancel pediu_para_parar'],
  [{ optedOut: true, kind: 'resposta' }, 'ok'],
  [{ onWhatsapp: false }, 'cancel sem_whatsapp'],
  [{ needsWindow: true }, 'cancel janela_24h'],
  [{ needsWindow: true, lastInboundAt: ago(23) }, 'ok'],
  [{ newContactsPausedUntil: TOMORROW }, 'defer conta_limitada'],
  [{ newContactsPausedUntil: TOMORROW, newContact: false }, 'ok'],
  [{ newContactsToday: 20 }, 'defer aquecimento'],
  [{ newContactsToday: 20, newContact: false }, 'ok'],
  [{ kind: 'campanha', campaignRefusal: 'Só 1%.' }, 'defer risco_de_bloqueio'],
  [{ kind: 'campanha', campaignRefusal: 'Só 1%.', newContact: false }, 'ok'],
  [{ campaignRefusal: 'Só 1%.' }, 'ok'],
  [{ lastHumanAt: ago(1) }, 'defer em_atendimento'],
  [{ lastHumanAt: ago(13) }, 'ok'],
  [{ lastHumanAt: ago(1), kind: 'resposta' }, 'ok'],
  [{ lastAutomaticAt: ago(1) }, 'defer frequencia'],
  [{ quiet: { until: TOMORROW, reason: 'x' } }, 'defer horario'],
  [{ quiet: { until: TOMORROW, reason: 'x' }, kind: 'manual' }, 'ok'],
  [{ toPerson: false, kind: 'grupo', quiet: null }, 'ok'],
])('t-46 and others: %j → %s', (over, expected) => expect(code(over)).toBe(expected))

test('a closed channel says why', () => {
  const open = { status: 'conectada', paused: false, pausedReason: null, sentToday: 0, dailyCap: 10 } as const
  expect(connectionGate(open, TOMORROW)).toEqual({ kind: 'open' })
  expect(connectionGate({ ...open, paused: true }, TOMORROW)).toMatchObject({ code: 'pausada', until: null })
  expect(connectionGate({ ...open, status: 'qr' }, TOMORROW)).toMatchObject({ code: 'desconectada' })
  expect(connectionGate({ ...open, sentToday: 10 }, TOMORROW)).toMatchObject({
    code: 'limite_diario',
    until: TOMORROW,
  })
})

const budget: RiskFacts = {
  warmUpFrom: '2026-11-19',
  today: '2026-11-19',
  dailyCap: 1000,
  writtenTo: 0,
  answered: 0,
  restricted: false,
  official: false,
}
const warm = { ...budget, warmUpFrom: null }

test('a new channel warms up; a batch above its budget is rejected with the figures', () => {
  expect(
    ['2026-11-01', '2026-11-02', '2026-11-06', '2026-12-01'].map((today) =>
      newContactsAllowed({ ...budget, warmUpFrom: '2026-11-01', today }),
    ),
  ).toEqual([20, 25, 61, 1000])
  expect(batchBudget(budget, 40, 0)).toEqual({ days: 2, reason: null })
  expect(batchBudget(budget, 2000, 0).reason).toContain('2000 pessoas novas')
  expect(riskOf({ ...warm, writtenTo: 100, answered: 2 })).toMatchObject({ level: 'alto', answerRate: 0.02 })
  expect(riskOf(warm)).toMatchObject({ level: 'baixo', answerRate: null })
})

test('ambition 12 a channel that few contacts answer writes to fewer new contacts', () => {
  expect(
    [
      [29, 0],
      [100, 10],
      [100, 9],
      [100, 2],
    ].map(([writtenTo = 0, answered = 0]) => newContactsAllowed({ ...warm, writtenTo, answered })),
  ).toEqual([1000, 1000, 500, 20])
  expect(newContactsAllowed({ ...warm, writtenTo: 100, official: true })).toBe(1000)
})

test('ambition 12 the gate of each message allows what the budget of a campaign promises', () => {
  const risks = fc.record({
    warmUpFrom: fc.constantFrom(null, '2026-11-19', '2026-11-10', '2026-01-01'),
    today: fc.constant('2026-11-19'),
    dailyCap: fc.integer({ min: 1, max: 2000 }),
    writtenTo: fc.integer({ min: 0, max: 200 }),
    answered: fc.integer({ min: 0, max: 40 }),
    restricted: fc.constant(false),
    official: fc.boolean(),
  })
  fc.assert(
    fc.property(risks, fc.integer({ min: 0, max: 2000 }), (risk, newContactsToday) => {
      const gated = code({
        kind: 'campanha',
        newContactsToday,
        newContactsAllowed: newContactsAllowed(risk),
        campaignRefusal: campaignRefusal(risk),
      })
      const one = batchBudget(risk, 1, newContactsToday)
      expect(gated === 'ok').toBe(one.reason === null && one.days === 1)
      expect(newContactsAllowed(risk)).toBe(riskOf(risk).newContactsAllowed)
      expect(newContactsAllowed({ ...risk, answered: risk.answered + 1 })).toBeGreaterThanOrEqual(
        newContactsAllowed(risk),
      )
    }),
  )
})

const REPORTED: ReportedStatus[] = ['accepted', 'sent', 'failed', 'delivered', 'read', 'played']

test('t-43 acks in any order and number end in one state, and never go back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MESSAGE_STATES),
      fc.array(fc.constantFrom(...REPORTED)),
      fc.integer(),
      (first, acks, seed) => {
        const run = (list: ReportedStatus[]) => list.reduce(mergeState, first)
        const shuffled = acks
          .map((ack, n) => [ack, Math.sin(seed + n)] as const)
          .sort((a, b) => a[1] - b[1])
          .map(([ack]) => ack)
        expect(run(shuffled)).toBe(run(acks))
        expect(run([...acks, ...acks])).toBe(run(acks))
        if (acks.some((ack) => ack === 'read' || ack === 'played') && first !== 'recebida')
          expect(run(acks)).toBe('lida')
      },
    ),
  )
})

test('t-41 accepted is not sent', () => expect(mergeState('enviando', 'accepted')).toBe('enviando'))

test('waits grow, respect the provider’s request, and differ', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 100_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, asked, random) => {
        const seconds = retrySeconds(attempts, asked, () => random)
        expect(seconds).toBeGreaterThanOrEqual(asked)
        expect(seconds).toBeGreaterThanOrEqual(retrySeconds(Math.max(1, attempts - 1), asked, () => 0))
      },
    ),
  )
})
