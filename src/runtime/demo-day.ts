import type { CartRecord, ContactRecord, LeadRecord, OrderRecord } from '~/adapters/shop/records'
import { drawOf } from '~/domains/followups/rules'
import { emailKey } from '~/kernel/br'
import { searchText } from '~/kernel/search-text'
import { addLocalDays, fromLocal } from '~/kernel/clock'
import { centavos } from '~/kernel/money'
import { parsePhone } from '~/kernel/phone'

/** What the shop sells and asks, taken from its own past. */
export type Basket = Pick<CartRecord, 'items' | 'totalCentavos' | 'couponCode' | 'recoveryUrl'>
export type Form = Pick<LeadRecord, 'formPlugin' | 'formId' | 'formName' | 'size' | 'url'>
export type Shelf = { baskets: readonly Basket[]; forms: readonly Form[] }
/** What happens in the shop, each with the time at which it is seen. */
export type ShopDay = { leads: LeadRecord[]; carts: CartRecord[]; orders: OrderRecord[] }

/** Ids from here on are of the days that the demonstration lives; its export file stays far below. */
export const FIRST_ID = 1_000_000
/** The order of a cart has the cart's id and this. */
const OF_A_CART = 50
const MINUTE = 60_000
const FIRST_NAMES =
  'Adriana,Alessandra,Aline,Amanda,Andressa,Beatriz,Bianca,Bruna,Camila,Carolina,Cíntia,Daniela,Débora,Elaine,Fabiana,Fernanda,Flávia,Gabriela,Gisele,Helena,Isabela,Jéssica,Juliana,Karina,Larissa,Letícia,Luciana,Mariana,Milena,Mônica,Natália,Patrícia,Priscila,Raquel,Renata,Sabrina,Simone,Sônia,Tatiane,Vanessa,Verônica,Viviane,Yara'
const LAST_NAMES =
  'Almeida,Andrade,Araújo,Barbosa,Batista,Borges,Cardoso,Carvalho,Castro,Correia,Dias,Duarte,Esteves,Farias,Ferreira,Freitas,Gomes,Lima,Lopes,Machado,Martins,Mendes,Moreira,Nogueira,Nunes,Oliveira,Pacheco,Pires,Queiroz,Ramos,Ribeiro,Rocha,Siqueira,Teixeira,Tavares,Vieira,Xavier'
/** Area codes with a city that has them. */
const PLACES =
  '11 São Paulo,11 Guarulhos,11 São Bernardo do Campo,13 Santos,19 Campinas,21 Rio de Janeiro,21 Niterói,27 Vitória,31 Belo Horizonte,31 Contagem,34 Uberlândia,41 Curitiba,43 Londrina,47 Joinville,48 Florianópolis,51 Porto Alegre,54 Caxias do Sul,61 Brasília,62 Goiânia,71 Salvador,81 Recife,83 João Pessoa,84 Natal,85 Fortaleza,91 Belém,92 Manaus'
const REGULARS = 60

const draw = (key: string) => drawOf('loja de demonstração', key)
function pick<T>(from: readonly T[], key: string): T {
  const found = from[Math.floor(draw(key) * from.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}
const later = (from: Date, minutes: number) => new Date(from.getTime() + Math.round(minutes) * MINUTE)

/**
 * Everything that happens in the demonstration's shop on one local day of it: the same whenever it is asked. An order that is
 * paid later comes twice, as it was placed and as it was paid.
 */
export function demoDay(day: string, timezone: string, shelf: Shelf): ShopDay {
  const opens = fromLocal(`${day} 08:30:00`, timezone) ?? new Date(Number.NaN)
  const firstId = (Date.parse(`${day}T00:00:00Z`) / 86_400_000) * 100
  const many = (what: string, least: number, more: number) =>
    Array.from({ length: least + Math.floor(draw(`${day} ${what}`) * (more + 1)) }, (_, n) => ({
      id: firstId + n,
      key: `${day} ${what} ${String(n)}`,
      at: later(opens, draw(`${day} ${what} ${String(n)} hora`) * 14 * 60),
    }))
  return {
    leads: many('lead', 1, 1).map(({ id, key, at }) => ({
      ...shopperOf(key),
      ...pick(shelf.forms, key),
      externalId: id,
      extra: {},
      capturedAt: at,
    })),
    carts: many('carrinho', 3, 1).map(({ id, key, at }) => {
      const shopper = shopperOf(draw(`${key} quem`) < 0.3 ? regular(key) : key)
      const more = { source: 'cartflows', pluginStatus: 'abandoned', unsubscribed: false } as const
      return {
        ...shopper,
        ...pick(shelf.baskets, key),
        ...more,
        externalId: id,
        lastActivityAt: at,
        problems: [],
      }
    }),
    orders: many('pedido', 2, 2).flatMap(({ id, key, at }) => {
      const who = draw(`${key} quem`)
      const shopper = shopperOf(
        who < 0.3 ? `${addLocalDays(day, -1)} lead 0` : who < 0.7 ? regular(key) : key,
      )
      return placed(id, key, shopper, pick(shelf.baskets, key), at)
    }),
  }
}

/** The order of a customer who came back for a cart, paid at once. */
export function orderOfCart(cart: CartRecord, placedAt: Date): OrderRecord {
  return orderOf(cart.externalId + OF_A_CART, cart, cart, placedAt, placedAt)
}

/** Minutes after a cart was left at which the customer buys unasked, or after a message at which it brings them back. */
export function comesBack(cartId: number, messageNumber: number): number | null {
  const key = `${String(cartId)} volta ${String(messageNumber)}`
  if (draw(key) >= (messageNumber === 0 ? 0.1 : 0.18)) return null
  return messageNumber === 0 ? 80 + draw(`${key} quando`) * 1800 : 15 + draw(`${key} quando`) * 300
}

type Shopper = ContactRecord & Pick<CartRecord, 'city' | 'uf'>

const regular = (key: string) => `freguesa ${String(Math.floor(draw(`${key} freguesa`) * REGULARS))}`

/** A made-up customer, the same for the same key. */
function shopperOf(key: string): Shopper {
  const name = `${pick(FIRST_NAMES.split(','), `${key} nome`)} ${pick(LAST_NAMES.split(','), `${key} sobrenome`)}`
  const number = String(Math.floor(draw(`${key} telefone`) * 10_000_000)).padStart(7, '0')
  const place = pick(PLACES.split(','), `${key} cidade`)
  const phone = parsePhone(`${place.slice(0, 2)} 98${number}`)
  const email = `${searchText(name).replace(' ', '.')}.${number}@exemplo.test`
  return { name, email, emailKey: emailKey(email), phone, city: place.slice(3), uf: phone.uf }
}

/** An order in the shop: by card paid at once, by PIX mostly later, sometimes never. */
function placed(id: number, key: string, shopper: Shopper, basket: Basket, at: Date): OrderRecord[] {
  if (draw(`${key} pix`) >= 0.5) return [orderOf(id, shopper, basket, at, at)]
  const waiting = orderOf(id, shopper, basket, at, null)
  if (draw(`${key} paga`) >= 0.75) return [waiting]
  return [waiting, orderOf(id, shopper, basket, at, later(at, 20 + draw(`${key} demora`) * 1200))]
}

function orderOf(id: number, shopper: Shopper, basket: Basket, at: Date, paidAt: Date | null): OrderRecord {
  const { name, email, emailKey: key, phone, city, uf } = shopper
  const isPix = paidAt?.getTime() !== at.getTime()
  return {
    ...{ name, email, emailKey: key, phone, city, uf },
    externalId: id,
    ...{
      shopNumber: null,
      numberPlain: null,
      placedEstimated: false,
      renewal: false,
      parts: [],
      problems: [],
    },
    status: paidAt ? 'processing' : 'on-hold',
    currency: 'BRL',
    totalCentavos: basket.totalCentavos,
    ...{ shippingCentavos: centavos(0), taxCentavos: centavos(0), discountCentavos: centavos(0) },
    placedAt: at,
    paidAt,
    completedAt: null,
    modifiedAt: paidAt ?? at,
    paymentMethod: isPix ? 'pix_gateway' : 'credit_card',
    paymentTitle: isPix ? 'Pix' : 'Cartão de crédito',
    createdVia: 'checkout',
    shopUserId: 0,
    taxId: null,
    items: basket.items.map((item, n) => ({
      ...item,
      externalId: id * 10 + n,
      type: 'line_item',
      name: item.name ?? 'Produto',
    })),
    refunds: [],
  }
}
