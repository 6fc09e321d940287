import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet } from './csv'
import {
  lastLeavesAt,
  lastsUntil,
  plannedTimes,
  preCheck,
  tallyRefusals,
  valuesOf,
  type Person,
} from './rules'
import { LONGEST_FILE } from './schema'

const contact = (phoneKey: string | null, over: Partial<Person> = {}): Person => ({
  name: 'Ana Lima',
  phoneRaw: phoneKey,
  phone: phoneKey && `+55${phoneKey}`,
  phoneKey,
  phoneStatus: phoneKey ? 'valid' : 'none',
  uf: 'MG',
  customerId: null,
  sourceId: null,
  values: {},
  ...over,
})
const NONE = { optedOut: new Set<string>(), notOnWhatsapp: new Set<string>(), heldOut: new Set<string>() }

test('msg-8 columns are found by their titles, with any separator and quotes', () => {
  expect(
    readSheet(
      '\uFEFFNome completo;Cidade;WhatsApp\nAna;"São Paulo; SP";(31) 98765-4321\n\n"Bia ""B""";Rio;31 98765-4322',
    ),
  ).toEqual({
    headers: ['Nome completo', 'Cidade', 'WhatsApp'],
    notes: [],
    columns: ['nome_completo', 'cidade', 'whatsapp'],
    rows: [
      ['Ana', 'São Paulo; SP', '(31) 98765-4321'],
      ['Bia "B"', 'Rio', '31 98765-4322'],
    ],
    phoneColumn: 2,
    nameColumn: 0,
  })
  expect(readSheet('nome,telefone\r\nAna,31987654321\r\n')).toMatchObject({
    rows: [['Ana', '31987654321']],
    phoneColumn: 1,
    nameColumn: 0,
  })
  expect(readSheet('Ana\t31987654321\tBH')).toMatchObject({
    phoneColumn: 1,
    nameColumn: 0,
    columns: ['coluna_1', 'coluna_2', 'coluna_3'],
  })
  expect(readSheet('31987654321\n+55 31 98765-4322')).toMatchObject({
    phoneColumn: 0,
    nameColumn: null,
    rows: [['31987654321'], ['+55 31 98765-4322']],
  })
  expect(readSheet('produto;preço\nTênis;100')).toMatchObject({ phoneColumn: null })
  expect(readSheet('')).toMatchObject({ rows: [], phoneColumn: null })
})

test('msg-8 a list of the longest file is read whatever its number of lines', () => {
  const lines = Math.floor(LONGEST_FILE / '31987654321\n'.length)
  expect(readSheet('31987654321\n'.repeat(lines)).rows).toHaveLength(lines)
})

test('msg-8 cells come back as they were written, whatever they contain', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ';', ',', '\n', ' ', 'ã', '1'), maxLength: 8 })
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (lines) => {
      const text = [
        'nome;telefone',
        ...lines.map((line) => line.map((value) => `"${value.replaceAll('"', '""')}"`).join(';')),
      ].join('\n')
      const kept = lines
        .map((line) => line.map((value) => value.trim()))
        .filter((line) => line.some((value) => value !== ''))
      expect(readSheet(text).rows).toEqual(kept)
    }),
  )
})

test('msg-8 the pre-check gives each contact’s reason: no phone, incomplete, repeated, opted out, nothing for a variable', () => {
  const contacts = [
    contact('3187650001'),
    contact(null),
    contact(null, { phoneStatus: 'incomplete' }),
    contact('3187650001'),
    contact('3187650002'),
    contact('3187650003'),
    contact('3187650004', { name: null }),
    contact('3187650005', { values: { cidade: 'BH' } }),
  ]
  const known = {
    optedOut: new Set(['3187650002']),
    notOnWhatsapp: new Set(['3187650003']),
    heldOut: new Set<string>(),
  }
  expect(
    preCheck(contacts, { kind: 'livre', body: 'Oi, {nome}!' }, known).map(({ refusal }) => refusal),
  ).toEqual([
    null,
    'Sem telefone.',
    'Telefone sem DDD.',
    'Repetido: o mesmo telefone está na linha 1.',
    'Pediu para não receber mensagens.',
    'O número não está no WhatsApp.',
    'Sem valor para {nome}.',
    null,
  ])
  const field = preCheck(contacts.slice(-1), { kind: 'livre', body: 'Em {campo.cidade}, {empresa}' }, NONE)
  expect(field[0]?.refusal).toBeNull()
  expect(
    preCheck(contacts.slice(0, 1), { kind: 'livre', body: '{valor} {campo.cidade}' }, NONE)[0]?.refusal,
  ).toBe('Sem valor para {valor}, {campo.cidade}.')
  expect(valuesOf({ name: 'ANA LIMA', values: { valor: 'R$ 10' } })).toEqual({
    nome: 'Ana',
    valor: 'R$ 10',
    'campo.valor': 'R$ 10',
  })
  expect(
    tallyRefusals([
      { refusal: 'Repetido: linha 1' },
      { refusal: 'Repetido: linha 2' },
      { refusal: null },
      { refusal: 'x' },
    ]),
  ).toEqual([
    { reason: 'Telefone repetido na lista.', count: 2 },
    { reason: 'x', count: 1 },
  ])
})

test('msg-8 a column named like one of the shop’s own variables never replaces it', () => {
  const values = { empresa: 'Outra Ltda.', data: '01/01/1990', telefone: 'x', credor: 'Outro', cidade: 'BH' }
  expect(valuesOf({ name: 'Ana', values })).toEqual({
    nome: 'Ana',
    cidade: 'BH',
    'campo.empresa': 'Outra Ltda.',
    'campo.data': '01/01/1990',
    'campo.telefone': 'x',
    'campo.credor': 'Outro',
    'campo.cidade': 'BH',
  })
})

test('msg-8 each accepted recipient has a phone of their own: no phone gets a campaign twice', () => {
  const anyone = fc.record({ key: fc.constantFrom('1', '2', '3', null), name: fc.constantFrom('Ana', null) })
  fc.assert(
    fc.property(fc.array(anyone, { maxLength: 20 }), (rows) => {
      const checked = preCheck(
        rows.map(({ key, name }) => contact(key, { name })),
        { kind: 'livre', body: '{nome}' },
        NONE,
      )
      const passed = checked.filter(({ refusal }) => refusal === null)
      expect(new Set(passed.map(({ phoneKey }) => phoneKey)).size).toBe(passed.length)
      expect(checked.map(({ line }) => line)).toEqual(rows.map((_, n) => n + 1))
    }),
  )
})

test('cart-6 the pre-check names a contact of the holdout', () => {
  const known = { ...NONE, heldOut: new Set(['3187654321']) }
  expect(preCheck([contact('3187654321')], { kind: 'livre', body: 'Oi!' }, known)).toMatchObject([
    { refusal: 'Faz parte do grupo de controle dos acompanhamentos, que não recebe mensagens.' },
  ])
})

test('msg-8 messages are spaced by the pace, and not planned into the night', () => {
  const start = new Date('2026-11-20T22:59:00Z')
  const morning = new Date('2026-11-21T11:00:00Z')
  const quiet = (at: Date) => (at.getUTCHours() >= 23 ? morning : null)
  const plan = (gap: number | null) =>
    plannedTimes(start, ['SP', 'SP', 'SP', 'SP'], gap, quiet).map((at) => at.toISOString().slice(5, 16))
  expect(plan(60)).toEqual(['11-20T22:59', '11-21T11:00', '11-21T11:01', '11-21T11:02'])
  expect(new Set(plan(null))).toEqual(new Set(['11-20T22:59']))
})

test('msg-8 a campaign ends at the latest two days after the time that its recipients take', () => {
  const start = new Date('2026-11-20T12:00:00Z')
  const end = (over: Partial<Parameters<typeof lastsUntil>[1]>) =>
    lastsUntil(start, { days: 0, people: 100, dailyCap: 1000, gapSeconds: null, ...over })
      .toISOString()
      .slice(0, 10)
  expect(end({})).toBe('2026-11-23')
  expect(end({ days: 5 })).toBe('2026-11-27')
  expect(end({ dailyCap: 10 })).toBe('2026-12-02')
  expect(end({ gapSeconds: 3600 })).toBe('2026-12-01')
})

test('a campaign’s estimated end is its last message, the night and the days of its budget counted', () => {
  // Open from 8 to 20, UTC.
  const quiet = (at: Date) => {
    const hour = at.getUTCHours()
    if (hour >= 8 && hour < 20) return null
    const until = new Date(at)
    until.setUTCHours(hour < 8 ? 8 : 32, 0, 0, 0)
    return until
  }
  const last = (start: string, contacts: number, gapSeconds: number, days = 1) =>
    lastLeavesAt(new Date(start), { people: contacts, gapSeconds, days }, quiet).toISOString()
  expect(last('2026-11-24T10:00:00Z', 1, 60)).toBe('2026-11-24T10:00:00.000Z')
  expect(last('2026-11-24T10:00:00Z', 121, 60)).toBe('2026-11-24T12:00:00.000Z')
  expect(last('2026-11-24T19:50:00Z', 21, 60)).toBe('2026-11-25T08:10:00.000Z')
  expect(last('2026-11-24T22:00:00Z', 1, 60)).toBe('2026-11-25T08:00:00.000Z')
  // Two whole days of twelve hours, and an hour.
  expect(last('2026-11-24T08:00:00Z', 25 * 60 + 1, 60)).toBe('2026-11-26T09:00:00.000Z')
  expect(last('2026-11-24T10:00:00Z', 10, 1, 3)).toBe('2026-11-26T10:00:00.000Z')
})
