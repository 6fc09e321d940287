import type { AccountRecord } from '~/adapters/shop/records'
import type { Sql } from '~/kernel/db'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { Written } from './target'

/** How an account is named: by its user, or as the guest that derivation from orders would find. */
export function accountKey({ shopUserId, checkoutId, email }: AccountRecord): string {
  if (checkoutId === null) return `user:${shopUserId}`
  const address = email?.trim().toLowerCase() ?? ''
  return address === '' ? `order:${checkoutId}` : `guest:${address}`
}

/** Unfinished checkouts of customers already known by an account, an order or an earlier checkout. */
export async function knownCheckouts(
  sql: Sql,
  empresaId: string,
  rows: readonly AccountRecord[],
): Promise<Set<string>> {
  const keys = rows.filter((row) => row.checkoutId !== null).map(accountKey)
  if (keys.length === 0) return new Set()
  const { rows: known } = await sql.query<{ key: string }>(
    `SELECT key FROM unnest($2::text[]) AS checkout (key)
     WHERE EXISTS (SELECT FROM shop_accounts WHERE empresa_id = $1 AND source_key = checkout.key)
       OR checkout.key IN (SELECT 'guest:' || lower(btrim(email)) FROM shop_accounts WHERE empresa_id = $1 AND NOT derived)`,
    [empresaId, keys],
  )
  return new Set(known.map(({ key }) => key))
}

/**
 * Every customer who ordered without an account of their own, as WooCommerce Analytics counts them: a guest is one
 * lower-case e-mail that no account has, an order without e-mail is one more, an account that the shop no longer
 * lists but that ordered is one. The newest order describes them.
 */
const DERIVED = `
  SELECT DISTINCT ON (source_key) source_key, shop_user_id, name, email, email_key, phone_raw, phone, phone_key,
    phone_status, tax_id, city, uf
  FROM (
    SELECT
      CASE
        WHEN shop_user_id > 0 THEN 'user:' || shop_user_id
        WHEN coalesce(btrim(email), '') = '' THEN 'order:' || external_id
        ELSE 'guest:' || lower(btrim(email))
      END AS source_key,
      nullif(shop_user_id, 0) AS shop_user_id, name, email, email_key, phone_raw, phone, phone_key,
      phone_status, tax_id, city, uf, placed_at, external_id
    FROM orders WHERE empresa_id = $1
  ) AS ordered
  ORDER BY source_key, placed_at DESC, external_id DESC`

/** Accounts that the shop itself lists win: a derived row never replaces one, and a guest who has one is that account. */
const DERIVE_SQL = `
  WITH taken AS (
    SELECT source_key FROM shop_accounts WHERE empresa_id = $1 AND NOT derived
    UNION
    SELECT 'guest:' || lower(btrim(email)) FROM shop_accounts WHERE empresa_id = $1 AND shop_user_id IS NOT NULL AND email IS NOT NULL
  ), derived AS (
    SELECT ordered.*, sha256(convert_to(ordered::text, 'UTF8')) AS source_hash FROM (${DERIVED}) AS ordered
    WHERE NOT EXISTS (SELECT FROM taken WHERE taken.source_key = ordered.source_key)
  ), written AS (
    INSERT INTO shop_accounts AS have (empresa_id, source_key, shop_user_id, name, email, email_key, phone_raw, phone,
      phone_key, phone_status, tax_id, city, uf, derived, source_hash)
    SELECT $1, source_key, shop_user_id, name, email, email_key, phone_raw, phone,
      phone_key, phone_status, tax_id, city, uf, true, source_hash
    FROM derived
    ON CONFLICT (empresa_id, source_key) DO UPDATE SET name = excluded.name, email = excluded.email,
      email_key = excluded.email_key, phone_raw = excluded.phone_raw, phone = excluded.phone, phone_key = excluded.phone_key,
      phone_status = excluded.phone_status, tax_id = excluded.tax_id, city = excluded.city, uf = excluded.uf,
      source_hash = excluded.source_hash
    WHERE have.source_hash IS DISTINCT FROM excluded.source_hash
    RETURNING (have.xmax = 0) AS created
  )
  SELECT (SELECT count(*) FROM derived) AS derived,
    count(*) FILTER (WHERE created) AS created, count(*) FILTER (WHERE NOT created) AS changed
  FROM written`

/** A guest who has registered since is that account, not a second customer. */
const SUPERSEDED_SQL = `
  DELETE FROM shop_accounts AS guest USING shop_accounts AS account
  WHERE guest.empresa_id = $1 AND guest.derived AND account.empresa_id = $1 AND NOT account.derived
    AND account.shop_user_id IS NOT NULL AND guest.source_key = 'guest:' || lower(btrim(account.email))`

/** Derives guests from the empresa's orders. Running it again changes nothing. */
export async function deriveAccounts(ctx: EmpresaSqlCtx): Promise<Written> {
  await ctx.sql.query(SUPERSEDED_SQL, [ctx.empresaId])
  const { rows } = await ctx.sql.query<{ derived: number; created: number; changed: number }>(DERIVE_SQL, [
    ctx.empresaId,
  ])
  const { derived = 0, created = 0, changed = 0 } = rows[0] ?? {}
  return { created, changed, unchanged: derived - created - changed }
}
