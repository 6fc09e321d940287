import { contactOf, taxIdOf, ufOf } from '../contact'
import { afterKey } from '../paging'
import { whole, words } from '../port'
import type { AccountRecord, ShopPage, ShopRange } from '../records'
import { inRange } from '../time'
import type { OrderStore, StoredOrder } from './store'

/** Prefix of this part's cursors; the registered users' cursors are bare numbers. */
const MARK = 'checkout:'

/** Where reading of checkouts resumes; null while the registered users are being read. */
export function checkoutCursor(cursor: string | null): string | null {
  return cursor?.startsWith(MARK) ? cursor.slice(MARK.length) : null
}

/** Guests who began a checkout of the block editor's kind and left: known to the shop's analytics, but by no order. */
export async function* checkoutPages(
  store: OrderStore,
  options: { range: ShopRange; after: string | null },
): AsyncGenerator<ShopPage<'customers'>> {
  const { range } = options
  const everything = !range.from && !range.to
  for await (const page of store.pages(range, afterKey(options.after), 'checkouts')) {
    const records = page
      .filter((draft) => !whole(draft.fields.get('_customer_user')))
      .filter((draft) => everything || inRange(draft.placedAt, range) || inRange(draft.modifiedAt, range))
      .map(guestOf)
    yield { records, refused: [], read: records.length, cursor: `${MARK}${String(page.at(-1)?.id ?? '')}` }
  }
}

function guestOf({ id, fields }: StoredOrder): AccountRecord {
  const get = (key: string) => fields.get(key)
  const contact = contactOf([get('_billing_first_name'), get('_billing_last_name')], get('_billing_email'), [
    get('_billing_phone'),
    get('_billing_cellphone'),
  ])
  return {
    ...contact,
    shopUserId: 0,
    checkoutId: id,
    taxId: taxIdOf(get('_billing_persontype'), get('_billing_cpf'), get('_billing_cnpj')),
    city: words(get('_billing_city')),
    uf: ufOf(get('_billing_state'), get('_billing_country'), contact.phone),
    registeredAt: null,
  }
}
