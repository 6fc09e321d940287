import { words } from '../port'
import type { OrderRecord } from '../records'
import { PART_KEYS, PLAIN_NUMBER_KEYS, RENEWAL_KEYS, SHOWN_NUMBER_KEYS, SPLIT_KEYS } from './keys'
import type { StoredOrder } from './store'

/** Longer values aren't a number that a shop shows: a serialised value, a text of another plugin. */
const LONGEST_NUMBER = 40

/** The number that the shop shows, where it isn't the order's id, and its bare counter. */
export function numberOf(order: StoredOrder): Pick<OrderRecord, 'shopNumber' | 'numberPlain'> {
  const shown = firstNumber(order, SHOWN_NUMBER_KEYS)
  if (shown === null || shown === String(order.id)) return { shopNumber: null, numberPlain: null }
  const counter = (firstNumber(order, PLAIN_NUMBER_KEYS) ?? shown).replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  return { shopNumber: shown, numberPlain: counter || null }
}

function firstNumber({ fields }: StoredOrder, keys: readonly string[]): string | null {
  for (const key of keys) {
    const number = words(fields.get(key))?.replace(/^#\s*/, '')
    if (number && number.length <= LONGEST_NUMBER && /\d/.test(number) && !/[{}<>]/.test(number))
      return number
  }
  return null
}

const NO: ReadonlySet<string> = new Set(['', '0', 'no', 'false', 'a:0:{}'])
const says = ({ fields }: StoredOrder, keys: readonly string[]) =>
  keys.some((key) => !NO.has((fields.get(key) ?? '').trim().toLowerCase()))

/** A subscription's renewal. A switch and a resubscription are bought at the checkout, so they are orders like any other. */
export function isRenewal(order: StoredOrder): boolean {
  return says(order, RENEWAL_KEYS) || order.fields.get('_created_via') === 'subscription'
}

const VENDORS = /dokan|wcmp|mvx|multi-?vendor|vendor/i

/** Whether an order is a vendor's part of the other one, split by a marketplace's plugin. */
export function isPartOf(order: StoredOrder, parent: StoredOrder): boolean {
  if (order.parentId !== parent.id || order.id === parent.id || isRenewal(order)) return false
  return (
    says(order, PART_KEYS) || says(parent, SPLIT_KEYS) || VENDORS.test(order.fields.get('_created_via') ?? '')
  )
}
