import { beforeAll, describe, expect, it } from 'vitest'
import { useShops } from '../../../../test/shops/mariadb'
import { edgeOrders, EVERYTHING, MAPPING, readAll, type ReadShop } from '../../../../test/shops/read'
import type { ShopRange } from '../records'

const { mariadb, open, read, changed } = useShops()

describe.each(['legacy', 'hpos'] as const)('edge orders of the %s shop', (name) => {
  let orders: Map<number, ReadShop['orders'][number]>
  let ids: Record<string, number[]>
  beforeAll(async () => {
    orders = new Map((await read(name)).orders.map((order) => [order.externalId, order]))
    ids = await edgeOrders(name)
  })
  const order = (label: string) => orders.get(ids[label]?.[0] ?? 0)

  it('keeps missing values missing, and customers apart', () => {
    expect(order('no_email')).toMatchObject({ email: null, emailKey: null, phone: { status: 'valid' } })
    expect(order('no_phone')).toMatchObject({ phone: { raw: null, status: 'none' } })
    expect(order('no_email_no_phone')).toMatchObject({ emailKey: null, phone: { key: null } })
    expect(order('personal_data_erased')).toMatchObject({
      name: null,
      emailKey: null,
      phone: { key: null, status: 'none' },
    })
    expect(order('email_upper_and_spaces')?.emailKey).toBe('extra0@exemplo.test')
    expect(order('emoji_and_quotes')?.name).toBe('Ana 👠 "Bia" D\'Ávila; DROP')
    expect(order('same_phone_other_email')?.phone.key).toBe(
      order('admin_manual_backdated_integration')?.phone.key,
    )
    expect(order('customer_account_deleted')?.shopUserId).toBe(0)
    expect(order('guest_then_linked')?.shopUserId).toBeGreaterThan(0)
  })

  it('keeps money, currency and refunds', () => {
    expect(order('usd')?.currency).toBe('USD')
    expect(order('zero_total')?.totalCentavos).toBe(0)
    expect(order('partial_refund_two_times')).toMatchObject({ status: 'completed', totalCentavos: 11990 })
    expect(order('partial_refund_two_times')?.refunds.map((refund) => refund.amountCentavos)).toEqual([
      1000, 1550,
    ])
    expect(order('full_refund_by_status')).toMatchObject({
      status: 'refunded',
      refunds: [{ amountCentavos: 11990 }],
    })
    expect(order('huge_meta_200KB')?.totalCentavos).toBe(11990)
    expect(order('meta_array_serialized')?.totalCentavos).toBe(11990)
  })

  it('keeps custom statuses and trash, and never drafts', () => {
    expect(order('custom_status_enviado')?.status).toBe('enviado')
    expect(order('onhold')?.status).toBe('on-hold')
    expect(order('trashed')?.status).toBe('trash')
    expect(order('trashed_then_restored')?.status).toBe('completed')
    for (const label of [
      'deleted_for_good',
      'checkout_draft',
      'checkout_draft_empty',
      'auto_draft',
      'wp_draft',
    ])
      expect([label, order(label)]).toEqual([label, undefined])
    expect(new Set([...orders.values()].map((entry) => entry.status)).has('checkout-draft')).toBe(false)
  })
})

describe('orders', () => {
  it('t-5 reads only the authoritative store, though the other has copies', async () => {
    const before = await read('hpos')
    const copies =
      "INSERT INTO wp_posts (ID, post_type, post_status, post_date, post_date_gmt, post_modified, post_modified_gmt, post_content, post_title, post_excerpt, to_ping, pinged, post_content_filtered) SELECT id + 5000, 'shop_order', status, date_created_gmt, date_created_gmt, date_updated_gmt, date_updated_gmt, '', '', '', '', '', '' FROM wp_wc_orders WHERE type = 'shop_order'"
    const undo = 'DELETE FROM wp_posts WHERE ID > 5000'
    expect((await changed('hpos', copies, undo)).orders).toEqual(before.orders)
    const switched = await changed(
      'hpos',
      `${copies}; UPDATE wp_options SET option_value = 'no' WHERE option_name = 'woocommerce_custom_orders_table_enabled'`,
      `${undo}; UPDATE wp_options SET option_value = 'yes' WHERE option_name = 'woocommerce_custom_orders_table_enabled'`,
    )
    expect(switched.facts.storage).toBe('posts')
    expect(switched.orders.every((order) => order.externalId > 5000)).toBe(true)
  })

  it('takes the first of duplicated meta rows, as WordPress does', async () => {
    const before = await read('legacy')
    const after = await changed(
      'legacy',
      "INSERT INTO cli_postmeta (post_id, meta_key, meta_value) SELECT ID, '_order_total', '99999' FROM cli_posts WHERE post_type = 'shop_order'",
      "DELETE FROM cli_postmeta WHERE meta_key = '_order_total' AND meta_value = '99999'",
    )
    expect(after.orders).toEqual(before.orders)
  })

  it('t-15 falls back to local dates when the GMT ones are zero, and to the old paid date', async () => {
    const before = await read('legacy')
    const after = await changed(
      'legacy',
      "CREATE TABLE keep_posts AS SELECT ID, post_date_gmt, post_modified_gmt FROM cli_posts; UPDATE cli_posts SET post_date_gmt = '0000-00-00', post_modified_gmt = '0000-00-00' WHERE post_type LIKE 'shop_order%'; UPDATE cli_postmeta SET meta_key = '_x_date_paid' WHERE meta_key = '_date_paid'",
      "UPDATE cli_posts p JOIN keep_posts k ON k.ID = p.ID SET p.post_date_gmt = k.post_date_gmt, p.post_modified_gmt = k.post_modified_gmt; DROP TABLE keep_posts; UPDATE cli_postmeta SET meta_key = '_date_paid' WHERE meta_key = '_x_date_paid'",
    )
    expect(after.orders).toEqual(before.orders)
  })

  it('rejects an order whose total cannot be read, with its reason, and goes on', async () => {
    const before = await read('legacy')
    const id = before.orders[3]?.externalId ?? 0
    const where = `WHERE post_id = ${String(id)} AND meta_key = '_order_total'`
    const total = (await mariadb().sql('legacy', `SELECT meta_value FROM cli_postmeta ${where}`)).trim()
    const after = await changed(
      'legacy',
      `UPDATE cli_postmeta SET meta_value = 'doze' ${where}`,
      `UPDATE cli_postmeta SET meta_value = '${total}' ${where}`,
    )
    expect(after.orders).toEqual(before.orders.filter((order) => order.externalId !== id))
    expect(after.refused.filter((row) => row.sourceTable === 'cli_posts')).toMatchObject([
      {
        sourceKey: String(id),
        reasonCode: 'pedido_ilegivel',
        reason: 'O total do pedido não é um valor: “doze”.',
      },
    ])
  })

  it('reads what was created or modified in a range, and resumes after any cursor', async () => {
    for (const database of ['legacy', 'hpos'] as const) {
      const shop = await open(database)
      const all = await readAll(shop)
      const range: ShopRange = {
        from: new Date('2026-03-01T03:00:00Z'),
        to: new Date('2026-04-01T03:00:00Z'),
      }
      const inside = (date: Date | null) =>
        date !== null && range.from !== null && range.to !== null && date >= range.from && date < range.to
      const month = await readAll(shop, range)
      expect(month.orders).toEqual(
        all.orders.filter((order) => inside(order.placedAt) || inside(order.modifiedAt)),
      )
      expect(month.orders.length).toBeGreaterThan(5)
      expect(month.carts).toEqual(all.carts.filter((cart) => inside(cart.lastActivityAt)))
      expect(month.leads).toEqual(all.leads.filter((lead) => inside(lead.capturedAt)))
      for (const kind of ['orders', 'carts', 'leads'] as const) {
        const middle = all[kind][100]?.externalId ?? 0
        const rest = []
        for await (const page of shop.pages(kind, {
          range: EVERYTHING,
          after: String(middle),
          mapping: MAPPING,
        }))
          rest.push(...page.records)
        expect(rest).toEqual(all[kind].filter((record) => record.externalId > middle))
      }
      await shop.close()
    }
  })
})
