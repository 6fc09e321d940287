import { expect, test } from 'vitest'
import { parsePhone } from '~/kernel/phone'
import {
  cartStatus,
  isLikelySale,
  decideCarts,
  RULE_VERSION,
  saleState,
  saleStatuses,
  type RuleCart,
  type RuleOrder,
} from './rules'
import { distanceText, matchText } from './texts'

const RULE = {
  windowBeforeDays: 2,
  windowAfterDays: 30,
  cutoffMinutes: 60,
  extraSaleStatuses: [] as string[],
}
const T0 = new Date('2026-03-10T12:00:00Z')
const at = (hours: number) => new Date(T0.getTime() + hours * 3_600_000)
const NOW = at(24 * 5)

const cart = (externalId: number, changes: Partial<RuleCart> = {}): RuleCart => ({
  source: 'cartflows',
  externalId,
  emailKey: 'ana@loja.test',
  phoneKey: '1187654321',
  lastActivityAt: T0,
  pluginStatus: 'abandoned',
  emailSentAt: null,
  whatsappSentAt: null,
  ...changes,
})
const order = (externalId: number, hours: number, changes: Partial<RuleOrder> = {}): RuleOrder => ({
  externalId,
  emailKey: 'ana@loja.test',
  phoneKey: '1187654321',
  placedAt: at(hours),
  status: 'processing',
  totalCentavos: 10_000,
  refundedCentavos: 0,
  ...changes,
})
function matchOne(orders: RuleOrder[], changes: Partial<RuleCart> = {}, rule = RULE, now = NOW) {
  const [verdict] = decideCarts([cart(1, changes)], orders, rule, now)
  if (!verdict) throw new Error('no verdict')
  return verdict
}

test('t-1 the window is one setting, and both of its ends belong to it', () => {
  const minute = 1 / 60
  expect(matchOne([order(1, -48)]).status).toBe('recuperado')
  expect(matchOne([order(1, -48 - minute)]).status).toBe('aguardando')
  expect(matchOne([order(1, 720)]).status).toBe('recuperado')
  expect(matchOne([order(1, 720 + minute)]).status).toBe('aguardando')
  const narrow = { ...RULE, windowBeforeDays: 0, windowAfterDays: 1 }
  expect(matchOne([order(1, 25)], {}, narrow).status).toBe('abandonado')
  expect(matchOne([order(1, 24)], {}, narrow).status).toBe('recuperado')
  expect(matchOne([order(1, -1)], {}, narrow).status).toBe('abandonado')
})

test('B50 a renewal of a subscription never recovers, paid or not; what the customer bought beside it does', () => {
  const renewed = matchOne([
    order(1, 1, { renewal: true }),
    order(2, 2, { renewal: true, status: 'pending' }),
  ])
  expect(renewed).toMatchObject({ status: 'aguardando', kind: null })
  expect(renewed.matches).toMatchObject([
    { outcome: 'runner_up', reason: 'renewal' },
    { outcome: 'runner_up', reason: 'renewal' },
  ])
  expect(matchOne([order(1, 1, { renewal: true }), order(2, 3)])).toMatchObject({
    status: 'recuperado',
    matches: [{ order: { externalId: 2 } }, { reason: 'renewal' }],
  })
})

test('t-2 one order recovers one cart: the nearest, and the other cart names it', () => {
  const [near, far] = decideCarts([cart(1), cart(2, { lastActivityAt: at(-10) })], [order(7, 2)], RULE, NOW)
  expect(near).toMatchObject({ status: 'recuperado', kind: 'organica' })
  expect(far).toMatchObject({ status: 'aguardando', kind: null })
  expect(far?.matches).toMatchObject([{ outcome: 'runner_up', reason: 'order_recovered_other_cart' }])
})

test('t-18 an order whose best cart is taken serves its next best, and an older recovery stays with its own order', () => {
  const older = cart(1)
  const newer = cart(2, { lastActivityAt: at(20) })
  const verdicts = decideCarts([older, newer], [order(1, 3), order(2, 21), order(3, 22)], RULE, NOW)
  expect(verdicts.map((verdict) => verdict.matches[0]?.order.externalId)).toEqual([1, 2])
  expect(verdicts.map((verdict) => verdict.status)).toEqual(['recuperado', 'recuperado'])
})

test('both keys beat one key that is nearer; equal pairs are settled by the shop ids', () => {
  const emailOnly = order(1, 1, { phoneKey: null })
  const both = order(2, 100)
  const verdict = matchOne([emailOnly, both])
  expect(verdict.matches).toMatchObject([
    { outcome: 'chosen', order: { externalId: 2 } },
    { outcome: 'runner_up', reason: 'stronger_key', order: { externalId: 1 } },
  ])
  expect(matchOne([order(9, 5), order(8, -5), order(7, 5)]).matches[0]?.order.externalId).toBe(7)
})

test('t-6 the ninth digit is no difference, the area code is', () => {
  const typed = (cartPhone: string, orderPhone: string) =>
    matchOne([order(1, 2, { emailKey: null, phoneKey: parsePhone(orderPhone).key })], {
      emailKey: null,
      phoneKey: parsePhone(cartPhone).key,
    }).status
  expect(typed('(11) 98765-4321', '+55 11 8765-4321')).toBe('recuperado')
  expect(typed('(11) 98765-4321', '(21) 98765-4321')).toBe('aguardando')
  expect(typed('98765-4321', '98765-4321')).toBe('aguardando')
})

test('no key joins nothing: two carts without e-mail and phone are no match', () => {
  const keyless = { emailKey: null, phoneKey: null }
  expect(matchOne([order(1, 1, keyless)], keyless).status).toBe('aguardando')
})

test('t-9 refunds in full, cancellations and unpaid orders are no sale; a partial refund still is', () => {
  const none = (changes: Partial<RuleOrder>) => matchOne([order(1, 2, changes)])
  expect(none({ status: 'cancelled' })).toMatchObject({
    status: 'aguardando',
    matches: [{ reason: 'not_a_sale' }],
  })
  expect(none({ status: 'failed' }).status).toBe('aguardando')
  expect(none({ status: 'refunded' })).toMatchObject({ matches: [{ reason: 'refunded' }] })
  expect(none({ refundedCentavos: 10_000 })).toMatchObject({
    status: 'aguardando',
    matches: [{ reason: 'refunded' }],
  })
  expect(none({ refundedCentavos: 9_999 }).status).toBe('recuperado')
  expect(none({ totalCentavos: 0 }).status).toBe('recuperado')
  for (const status of ['pending', 'on-hold'])
    expect(none({ status })).toMatchObject({ status: 'aguardando', matches: [{ outcome: 'unpaid' }] })
})

test('a status of the shop counts when the settings say so, but an undone sale never does', () => {
  const rule = { ...RULE, extraSaleStatuses: ['wc-enviado', 'cancelled'] }
  expect(saleStatuses(rule)).toEqual(['processing', 'completed', 'enviado'])
  expect(matchOne([order(1, 2, { status: 'enviado' })], {}, rule).status).toBe('recuperado')
  expect(matchOne([order(1, 2, { status: 'enviado' })]).status).toBe('aguardando')
})

test('t-4 the plugin’s `normal` is still being bought, until the window closes', () => {
  const open = { lastActivityAt: T0, pluginStatus: 'normal' }
  expect(cartStatus(open, false, RULE, NOW)).toBe('em_compra')
  expect(cartStatus(open, false, RULE, at(721))).toBe('abandonado')
  expect(cartStatus({ ...open, pluginStatus: 'abandoned' }, false, RULE, at(0.9))).toBe('em_compra')
  expect(cartStatus({ ...open, pluginStatus: 'abandoned' }, false, RULE, at(1))).toBe('aguardando')
  expect(cartStatus({ ...open, pluginStatus: 'abandoned' }, false, RULE, at(720))).toBe('aguardando')
})

test('kinds: up to the cut-off or before is direta, after a contact assistida, else organica', () => {
  const contacted = { whatsappSentAt: at(2) }
  expect(matchOne([order(1, -20)], contacted).kind).toBe('direta')
  expect(matchOne([order(1, 1)], contacted).kind).toBe('direta')
  expect(matchOne([order(1, 3)], contacted).kind).toBe('assistida')
  expect(matchOne([order(1, 1.5)], contacted).kind).toBe('organica')
  expect(matchOne([order(1, 3)], { emailSentAt: at(2) }).kind).toBe('assistida')
  expect(matchOne([order(1, 3)]).kind).toBe('organica')
})

test('explanations read as a shop would say them', () => {
  const facts = { orderNumber: 812, outcome: 'chosen', reason: null, byEmail: false, byPhone: true } as const
  expect(matchText({ ...facts, distanceSeconds: 3 * 3600 + 5 }, 'direta')).toBe(
    'Pedido #812 pelo mesmo telefone, 3 h depois: recuperação direta.',
  )
  expect(distanceText(-86_400)).toBe('1 dia')
  expect(RULE_VERSION).toBe(3)
})

test.each([
  'enviado',
  'em-transito',
  'entregue',
  'wc-enviado',
  'pedido-enviado',
  'em-separacao',
  'faturado',
  'Em trânsito',
])('B46 %s is likely a sale', (status) => expect(isLikelySale(status)).toBe(true))
test.each([
  'nao-pago',
  'aguardando-envio-do-comprovante',
  'devolvido',
  'cancelado-entrega',
  'orcamento',
  'xyz',
  'em-analise',
])('B46 %s is not taken for a sale', (status) => expect(isLikelySale(status)).toBe(false))
test('B46 an order that was paid stays a sale under an unexplained status, until a user says otherwise', () => {
  const order = {
    emailKey: 'a',
    phoneKey: null,
    externalId: 1,
    placedAt: new Date(0),
    totalCentavos: 100,
    refundedCentavos: 0,
  }
  expect(saleState({ ...order, status: 'xyz' }, RULE)).toBe('not_a_sale')
  expect(saleState({ ...order, status: 'xyz', paid: true }, RULE)).toBe('sale')
  expect(saleState({ ...order, status: 'enviado' }, RULE)).toBe('not_a_sale')
  for (const status of ['xyz', 'enviado'])
    expect(saleState({ ...order, status, paid: true }, { ...RULE, otherStatuses: [status] })).toBe(
      'not_a_sale',
    )
})
