import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawOf, dueAt, enrol, isHoldout, stopOf, runOf, type Facts, type Step } from './rules'
import { delayText } from './texts'

const START = new Date('2026-11-20T12:00:00Z')
const after = (minutes: number) => new Date(START.getTime() + minutes * 60_000)
const step = (position: number, delayMinutes: number, active = true): Step => ({
  id: `s${String(position)}`,
  position,
  delayMinutes,
  templateId: 't',
  active,
})
const STEPS = [step(1, 60), step(2, 1440), step(3, 4320)]
const FINE: Facts = {
  phoneStatus: 'valid',
  gone: null,
  optedOut: false,
  onWhatsapp: null,
  answered: false,
  replaced: false,
}

describe('cart-6 the draw', () => {
  test('is the same every time, a share grows only by adding customers, and follow-ups draw independently', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.integer({ min: 0, max: 50 }), (id, key, percent) => {
        const draw = drawOf(id, key)
        expect(draw).toBe(drawOf(id, key))
        expect(draw).toBeGreaterThanOrEqual(0)
        expect(draw).toBeLessThan(1)
        const who = { phoneKey: key }
        if (isHoldout(id, who, percent)) expect(isHoldout(id, who, percent + 1)).toBe(true)
        expect(isHoldout(id, who, 0)).toBe(false)
      }),
    )
    // Known answer: a changed hash would move customers between the groups of running shops.
    expect(drawOf('follow-up', 'cartflows 812')).toBeCloseTo(0.5287403115071356, 12)
  })

  test('is the customer’s: by the phone, else the e-mail, else the subject alone, whichever cart it is', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.string(), fc.string(), (id, phoneKey, emailKey, externalKey) => {
        const isDrawn = (who: { phoneKey: string | null; emailKey: string | null }, cart: string) =>
          isHoldout(id, { ...who, externalKey: cart }, 50)
        const other = `${externalKey}2`
        expect(isDrawn({ phoneKey, emailKey }, externalKey)).toBe(
          isDrawn({ phoneKey, emailKey: null }, other),
        )
        expect(isDrawn({ phoneKey: null, emailKey }, externalKey)).toBe(
          isDrawn({ phoneKey: null, emailKey }, other),
        )
      }),
    )
  })

  test('takes its share of consecutive numbers, in every tenth of them', () => {
    const draws = Array.from({ length: 20_000 }, (_, n) =>
      drawOf('0d7f1c1e-7d5c-4f2e-9f26-0f2d3b1a9c11', `cartflows ${String(n)}`),
    )
    for (let tenth = 0; tenth < 10; tenth++) {
      const part = draws.slice(tenth * 2000, (tenth + 1) * 2000).filter((draw) => draw < 0.2).length
      expect(part).toBeGreaterThan(320)
      expect(part).toBeLessThan(480)
    }
  })
})

describe('which step runs', () => {
  test('t-20 after any downtime at most one message, within its time, and every other passed step is reported', () => {
    const someSteps = fc
      .uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 })
      .map((delays) => delays.sort((a, b) => a - b).map((delay, n) => step(n + 1, delay, delay % 5 !== 0)))
    fc.assert(
      fc.property(
        someSteps,
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 }),
        (steps, times) => {
          let done = 0
          const seen: string[] = []
          const sent: Step[] = []
          for (const minutes of times.sort((a, b) => a - b)) {
            const run = runOf(steps, START, done, after(minutes))
            for (const late of run.late)
              expect(dueAt(START, late).getTime()).toBeLessThanOrEqual(after(minutes).getTime())
            if (run.send) {
              expect(run.send.delayMinutes).toBeLessThanOrEqual(minutes)
              expect(minutes - run.send.delayMinutes).toBeLessThanOrEqual(1440)
              sent.push(run.send)
            }
            seen.push(...run.late.map(({ id }) => id), ...(run.send ? [run.send.id] : []))
            expect(run.nextAt === null || run.nextAt > after(minutes)).toBe(true)
            done = run.lastStep
          }
          // No step twice, out of order or forgotten.
          expect(new Set(seen).size).toBe(seen.length)
          const last = times.at(-1) ?? -1
          expect(seen).toEqual(
            steps.filter((one) => one.active && one.delayMinutes <= last).map(({ id }) => id),
          )
          expect(sent).toEqual([...sent].sort((a, b) => a.position - b.position))
        },
      ),
    )
  })

  test('t-20 after a day of downtime the step that is in time is sent, and the other is reported as missed', () => {
    expect(runOf(STEPS, START, 0, after(1500))).toMatchObject({
      send: STEPS[1],
      late: [STEPS[0]],
      nextAt: after(4320),
    })
    expect(runOf(STEPS, START, 1, after(3500))).toMatchObject({
      send: null,
      late: [STEPS[1]],
      nextAt: after(4320),
    })
    expect(runOf(STEPS, START, 0, after(30_000))).toMatchObject({ send: null, late: STEPS, nextAt: null })
    expect(runOf(STEPS, START, 0, after(59))).toEqual({
      send: null,
      late: [],
      lastStep: 0,
      nextAt: after(60),
    })
  })
})

describe('who enters and who leaves', () => {
  const followUp = { id: 'f', holdoutPercent: 0, steps: STEPS }
  const subject = { ...FINE, externalKey: '1', phoneKey: null, startedAt: START }

  test('what the customer did takes precedence over what we lack; only what follows the draw belongs to a group', () => {
    expect(stopOf(FINE)).toBeNull()
    expect(stopOf({ ...FINE, gone: 'comprou', optedOut: true, phoneStatus: 'none' })).toBe('comprou')
    expect(stopOf({ ...FINE, optedOut: true, answered: true })).toBe('pediu_para_parar')
    expect(stopOf({ ...FINE, phoneStatus: 'incomplete' })).toBe('sem_telefone')
    expect(enrol(followUp, { ...subject, optedOut: true })).toEqual({
      holdout: false,
      stop: 'ja_havia_pedido',
      nextAt: null,
    })
    expect(enrol(followUp, subject)).toEqual({ holdout: false, stop: null, nextAt: after(60) })
    expect(enrol({ ...followUp, steps: [] }, subject).stop).toBe('concluida')
  })

  test('cart-6 a subject of the holdout is never due', () => {
    const half = { ...followUp, holdoutPercent: 50 }
    const entered = Array.from({ length: 400 }, (_, n) => enrol(half, { ...subject, externalKey: String(n) }))
    const holdouts = entered.filter(({ holdout }) => holdout)
    expect(holdouts.length).toBeGreaterThan(150)
    expect(holdouts.length).toBeLessThan(250)
    for (const one of holdouts)
      expect(one).toEqual({ holdout: true, stop: 'grupo_de_controle', nextAt: null })
  })
})

test('delays read as a customer would say them', () => {
  expect([0, 1, 45, 60, 90, 1440, 2160, 4320].map(delayText)).toEqual([
    'na hora',
    '1 minuto',
    '45 minutos',
    '1 hora',
    '1 h 30 min',
    '1 dia',
    '36 horas',
    '3 dias',
  ])
})
