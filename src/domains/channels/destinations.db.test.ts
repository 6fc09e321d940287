import { expect, test } from 'vitest'
import { automatic, START, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { findOrCreateContact } from '~/domains/contacts/service/contacts'

useDatabase()

test('ambition 6 a contact who wrote first gets the time zone of their area code', async () => {
  const w = await world()
  const uf = (id: string) =>
    w.run(async (ctx) => {
      const { rows } = await ctx.sql.query<{ uf: string | null }>('SELECT uf FROM contacts WHERE id = $1', [
        id,
      ])
      return rows[0]?.uf
    })
  const jid = '5568987654321@s.whatsapp.net'
  const born = await w.run((ctx) =>
    findOrCreateContact(ctx, { phone: '+5568987654321', phoneKey: '6887654321', jid }),
  )
  expect(await uf(born.id)).toBe('AC')
  // Known by a lid until the provider reports the phone.
  const lid = '123456789012345@lid'
  const hidden = await w.run((ctx) => findOrCreateContact(ctx, { lid }))
  expect(await uf(hidden.id)).toBeNull()
  await w.run((ctx) => findOrCreateContact(ctx, { lid, phone: '+5592987654321', phoneKey: '9287654321' }))
  expect(await uf(hidden.id)).toBe('AM')
})

test.each([
  ['the customer’s', 'customer', 'agora'],
  ['the cart’s', 'cart', 'agora'],
  ['no', 'none', '2026-11-23T11:00:00.000Z'],
])(
  'ambition 6 at eight on Noronha, %s city decides whether it is eight or seven there',
  async (_, whose, expected) => {
    const w = await world({ subjects: [subject()] })
    w.now.at = new Date('2026-11-23T10:00:00Z')
    const row = automatic()
    await w.run(async ({ sql, empresaId }) => {
      await sql.query(`UPDATE contacts SET uf = 'PE' WHERE id = $1`, [w.contact])
      if (whose === 'customer')
        await sql.query(
          `WITH person AS (INSERT INTO customers (empresa_id, name, city, uf, first_seen_at, orders_count, net_centavos, search)
           VALUES ($1, 'Ana', 'Fernando de Noronha', 'PE', $2, 0, 0, '') RETURNING id)
         UPDATE contacts SET customer_id = (SELECT id FROM person) WHERE id = $3`,
          [empresaId, START, w.contact],
        )
      if (whose === 'cart')
        await sql.query(
          `INSERT INTO carts (empresa_id, id, source, external_id, city, uf, items, total_centavos, plugin_status, last_activity_at, source_hash)
         VALUES ($1, $2, 'cartflows', 1, 'Fernando de Noronha', 'PE', '[]', 100, 'abandoned', $3, '')`,
          [empresaId, row.subjectId, START],
        )
    })
    await w.queue('a', row)
    const claim = await w.send()
    const { notBefore } = await w.message('a')
    expect(claim === 'claimed' ? 'agora' : (notBefore as Date).toISOString()).toBe(expected)
  },
)
