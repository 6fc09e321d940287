import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { parsePhone } from '~/kernel/phone'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { unifyCustomers } from './unify'

const { ownerUrl } = useDatabase()
const MIGRATION = 'prisma/migrations/20261120001810_phone_keys/migration.sql'

test('t-44 keys stored before are made again: who was one by a shared key is two, and the other’s login goes with the other', async () => {
  const id = await insertEmpresa({ slug: 'loja', name: 'Loja', timezone: 'America/Sao_Paulo' })
  const unit = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) =>
    withEmpresaSql(
      systemScope(id, 'test', () => new Date('2026-03-25T12:00:00Z')),
      work,
    )
  // Landline and mobile as they were stored; a Norwegian and a customer of Santa Catarina.
  const stored: [string, string][] = [
    ['+551134567890', '1134567890'],
    ['+5511934567890', '1134567890'],
    ['+4791234567', '4791234567'],
    ['+5547991234567', '4791234567'],
    ['+5511987654321', '1187654321'],
  ]
  await unit(async ({ sql }) => {
    for (const [n, [phone, key]] of stored.entries())
      await sql.query(
        `INSERT INTO orders (empresa_id, external_id, status, currency, total_centavos, shipping_centavos, tax_centavos,
           discount_centavos, refunded_centavos, placed_at, shop_user_id, name, phone, phone_key, phone_status, source_hash)
         VALUES ($1, $2, 'completed', 'BRL', 100, 0, 0, 0, 0, now(), 0, $3, $3, $4, 'valid', '')`,
        [id, n + 1, phone, key],
      )
    await sql.query(
      `INSERT INTO contacts (empresa_id, phone, phone_key, jid, opted_out_at, created_at) VALUES
         ($1, '+551134567890', '1134567890', '5511934567890@s.whatsapp.net', now(), now()),
         ($1, '+5511987654321', '1187654321', '551187654321@s.whatsapp.net', NULL, now())`,
      [id],
    )
  })
  expect((await unit(unifyCustomers)).people).toBe(3)

  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query(`BEGIN; ${readFileSync(MIGRATION, 'utf8')}; COMMIT`)
  await owner.end()

  const read = <Row extends object>(text: string) =>
    unit(async ({ sql }) => (await sql.query<Row>(text, [id])).rows)
  const orders = await read<{ phone: string; key: string }>(
    'SELECT phone, phone_key AS key FROM orders WHERE empresa_id = $1 ORDER BY external_id',
  )
  expect(orders).toEqual(stored.map(([phone]) => ({ phone, key: parsePhone(phone).key })))
  expect(
    await read(
      'SELECT phone, phone_key AS key, jid, opted_out_at IS NOT NULL AS out FROM contacts WHERE empresa_id = $1 ORDER BY phone',
    ),
  ).toEqual([
    { phone: '+551134567890', key: '1134567890', jid: null, out: true },
    { phone: '+5511934567890', key: '11934567890', jid: '5511934567890@s.whatsapp.net', out: true },
    { phone: '+5511987654321', key: '1187654321', jid: '551187654321@s.whatsapp.net', out: false },
  ])
  expect((await unit(unifyCustomers)).people).toBe(5)
  const keys = await read<{ key: string }>(
    'SELECT key FROM customer_keys WHERE empresa_id = $1 ORDER BY key COLLATE "C"',
  )
  expect(keys.map(({ key }) => key)).toEqual(
    stored.map(([phone]) => `p:${parsePhone(phone).key ?? ''}`).sort(),
  )
})
