import { expect, it } from 'vitest'
import { changesText } from './changes-text'

const ID = '95f53be3-079f-42b2-9289-bdd51f9016f9'
const OTHER = '4bc331d9-fb88-4029-9f52-419bee02739c'
const said = (before: unknown, after: unknown, names: Record<string, string> = {}) =>
  changesText(before, after, { timezone: 'America/Sao_Paulo', nameOf: (code) => names[code] })

it('shows only what changed, as it was and as it is', () => {
  const before = { recovery: { cutoffMinutes: 60, windowAfterDays: 30 } }
  const after = { recovery: { cutoffMinutes: 90, windowAfterDays: 30 } }
  expect(said(before, after)).toBe('minutos em compra: 60 → 90')
})

it('reads a record without a before, lists, and truth values', () => {
  expect(said(null, { sent: true, kinds: ['leads', 'carts'] })).toBe('enviado: sim · tipos: leads, carrinhos')
  expect(said(null, null)).toBe('')
  expect(said({ a: 'x' }, {})).toBe('a: x → —')
})

it('says roles and destinations in the users’ words', () => {
  expect(said({ role: 'operator' }, { role: 'admin' })).toBe('papel: Atende → Administra')
  expect(
    said(null, { target: 'group', address: '120363000000000002@g.us', times: ['09:00'], onceOn: null }),
  ).toBe('destino: grupo · horas: 09:00')
  expect(said(null, { target: 'status', address: 'status' })).toBe('destino: status')
  expect(said(null, { address: 'Rua das Flores, 100' })).toBe('endereço: Rua das Flores, 100')
})

it('says our own words in Portuguese', () => {
  expect(said(null, { name: 'Simulador', provider: 'simulator' })).toBe(
    'nome: Simulador · serviço: Simulador',
  )
  expect(said(null, { kinds: ['all'], connection: 'dump' })).toBe(
    'tipos: tudo · conexão: arquivo de exportação',
  )
  expect(said({ status: 'aguardando' }, { status: 'em_atendimento' })).toBe(
    'situação: Aguardando resposta → Em atendimento',
  )
  expect(said({ status: 'rascunho' }, { status: 'concluida' })).toBe('situação: Rascunho → Concluída')
  expect(said(null, { how: 'foi_enviada' })).toBe('como: foi enviada')
})

it('leaves codes out, unless what they stand for is known', () => {
  const active = { active: true, connectionId: ID }
  expect(said({ active: false, connectionId: null }, active)).toBe('ativa: não → sim')
  expect(said({ active: false, connectionId: null }, active, { [ID]: 'Loja' })).toBe(
    'ativa: não → sim · conexão do WhatsApp: Loja',
  )
  expect(said({ assignedTo: null }, { assignedTo: ID }, { [ID]: 'Bia' })).toBe('quem atende: Bia')
  expect(said({ customerId: ID }, { customerId: OTHER })).toBe('cliente mudou')
  expect(said({ sha256: 'a'.repeat(64) }, { sha256: 'b'.repeat(64), size: 134_143 })).toBe(
    'conteúdo do arquivo mudou · tamanho: 134 kB',
  )
})

it('of a new connection it says what it has, not what it lacks', () => {
  const made = { id: ID, kind: 'dump', prefix: 'wp_', tls: false, hasPassword: false, mapping: { name: [] } }
  expect(said(null, made)).toBe('tipo: arquivo de exportação · prefixo das tabelas: wp_')
  expect(said({ tls: true }, { tls: false })).toBe('conexão cifrada: sim → não')
})

it('says moments in the zone, days of the week and waits', () => {
  expect(said({ contactedAt: '2026-11-23T20:42:53.914Z' }, { contactedAt: null })).toBe(
    'contatado em: 23/11/2026 17:42 → —',
  )
  expect(said(null, { weekdays: [1, 3], onceOn: '2026-11-25' })).toBe(
    'dias da semana: segunda, quarta · no dia: 25/11/2026',
  )
  expect(said(null, { weekdays: [0, 1, 2, 3, 4, 5, 6] })).toBe('dias da semana: todos')
  expect(said(null, { hours: 24 })).toBe('adiantado: 1 dia')
})

it('distinguishes the entries of a list of records', () => {
  const step = { position: 1, delayMinutes: 60, templateId: ID, active: true }
  const changed = { delayMinutes: 1440, templateId: OTHER, active: true }
  expect(said({ steps: [step] }, { steps: [changed] })).toBe(
    'mensagem 1, espera: 1 hora → 1 dia · mensagem 1, modelo mudou',
  )
})
