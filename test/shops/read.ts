import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type {
  AccountRecord,
  CartRecord,
  FieldMapping,
  LeadRecord,
  OrderRecord,
  RefusedRecord,
  Shop,
  ShopFacts,
  ShopForm,
  ShopKind,
  ShopRange,
} from '../../src/adapters/shop/records'

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures')

/** An export file of one of the two invented shops. */
export function shopFile(name: string): string {
  return path.join(FIXTURES, 'shops', `${name}.sql.gz`)
}

/** What WooCommerce itself answers about a shop. */
export async function oracle<T>(name: string): Promise<T[]> {
  const packed = await readFile(path.join(FIXTURES, 'oracle', `${name}.json.gz`))
  return JSON.parse((await promisify(gunzip)(packed)).toString()) as T[]
}

/** Ids of the edge orders by case. */
export async function edgeOrders(name: string): Promise<Record<string, number[]>> {
  return JSON.parse(
    await readFile(path.join(FIXTURES, 'shops', `edge-orders-${name}.json`), 'utf8'),
  ) as Record<string, number[]>
}

/** The mapping that a user would pick for the forms of both shops. */
export const MAPPING: FieldMapping = {
  name: ['Nome_3', 'Name_1', 'name'],
  whatsapp: ['Whatsapp_8', 'Whatsapp_-_DDD_+_Numero_4', 'field_a1b2c3d'],
  size: ['Numero_do_sapato_9', 'Numero_do_sapato_5'],
  email: ['Email_2', 'email'],
  ignored: [],
}

export const EVERYTHING: ShopRange = { from: null, to: null }

export type ReadShop = {
  facts: ShopFacts
  forms: ShopForm[]
  orders: OrderRecord[]
  carts: CartRecord[]
  leads: LeadRecord[]
  customers: AccountRecord[]
  refused: RefusedRecord[]
}

/** Everything that a shop gives. */
export async function readAll(shop: Shop, range = EVERYTHING, mapping = MAPPING): Promise<ReadShop> {
  const refused: RefusedRecord[] = []
  const { facts } = shop
  const [forms, orders, carts, leads, customers] = [
    await shop.forms(),
    await readKind(shop, 'orders', refused, range, mapping),
    await readKind(shop, 'carts', refused, range, mapping),
    await readKind(shop, 'leads', refused, range, mapping),
    await readKind(shop, 'customers', refused, range, mapping),
  ]
  return { facts, forms, orders, carts, leads, customers, refused }
}

/** Every record of one kind; what is rejected is added to the list. */
export async function readKind<K extends ShopKind>(
  shop: Shop,
  kind: K,
  refused: RefusedRecord[] = [],
  range = EVERYTHING,
  mapping = MAPPING,
) {
  const records = []
  for await (const page of shop.pages(kind, { range, after: null, mapping })) {
    records.push(...page.records)
    refused.push(...page.refused)
  }
  return records
}
