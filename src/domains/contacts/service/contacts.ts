import type { Party } from '~/adapters/whatsapp/identity'
import { AppError } from '~/kernel/errors'
import { parsePhone, type PhoneRecord } from '~/kernel/phone'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { mergeContacts } from './merge-contacts'

/** The known keys of a contact; fields left out are unknown. */
export type ContactKeys = Partial<Pick<Party, 'phone' | 'phoneKey' | 'jid' | 'lid' | 'bsuid' | 'name'>> & {
  uf?: string | null
  customerId?: string | null
}

/** A contact who wrote first is known by the phone alone: its area code gives the time zone. */
const ufOf = ({ uf, phone }: ContactKeys) => uf ?? parsePhone(phone).uf

export type ContactRef = { id: string; created: boolean }

/** Locks the keys, all in one key space: two webhooks of one new contact wait for each other instead of creating two. */
async function lockKeys(ctx: EmpresaSqlCtx, keys: string[]): Promise<void> {
  if (keys.length === 0) return
  await ctx.sql.query(
    'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT unnest($1::text[]) AS key ORDER BY 1) AS ordered',
    [keys.map((key) => `${ctx.empresaId} ${key}`)],
  )
}

/**
 * Finds a contact by phone key, jid, lid or Meta's id, or creates it (t-44). New keys are added; two contacts that turn out
 * to be one are merged into the older.
 * @throws AppError BAD_INPUT without any key.
 */
export async function findOrCreateContact(ctx: EmpresaSqlCtx, keys: ContactKeys): Promise<ContactRef> {
  const given = [keys.phoneKey, keys.jid, keys.lid, keys.bsuid].filter(
    (key) => key !== null && key !== undefined,
  )
  if (given.length === 0)
    throw new AppError('BAD_INPUT', 'Este contato não tem telefone nem conta do WhatsApp.')
  await lockKeys(ctx, given)
  const { rows } = await ctx.sql.query<{ id: string }>(
    `SELECT id FROM contacts WHERE empresa_id = $1 AND phone_key = $2
     UNION SELECT id FROM contacts WHERE empresa_id = $1 AND jid = $3
     UNION SELECT id FROM contacts WHERE empresa_id = $1 AND lid = $4
     UNION SELECT id FROM contacts WHERE empresa_id = $1 AND bsuid = $5`,
    [ctx.empresaId, keys.phoneKey ?? null, keys.jid ?? null, keys.lid ?? null, keys.bsuid ?? null],
  )
  const [first, ...others] = rows.map((row) => row.id)
  if (first === undefined) return { id: await insertContact(ctx, keys), created: true }
  const id = others.length > 0 ? await mergeContacts(ctx, [first, ...others]) : first
  await learn(ctx, id, keys)
  return { id, created: false }
}

/** The contact of a phone as kernel/phone reads it, null when the phone can't be written to. */
export async function contactOfPhone(
  ctx: EmpresaSqlCtx,
  phone: PhoneRecord,
  known: Pick<ContactKeys, 'name' | 'customerId'> = {},
): Promise<ContactRef | null> {
  if (phone.status !== 'valid' || phone.key === null) return null
  return findOrCreateContact(ctx, { ...known, phone: phone.e164, phoneKey: phone.key, uf: phone.uf })
}

/** One contact of a set: E.164, key as kernel/phone makes it. */
export type ContactSeed = {
  phone: string
  phoneKey: string
  name: string | null
  uf: string | null
  customerId: string | null
}

/** Contacts of many phones in one statement. @returns contact id by phone key. */
export async function contactsOfPhones(
  ctx: EmpresaSqlCtx,
  seeds: readonly ContactSeed[],
): Promise<Map<string, string>> {
  await ctx.sql.query(
    `INSERT INTO contacts (empresa_id, name, phone, phone_key, uf, customer_id, created_at)
     SELECT DISTINCT ON (row."phoneKey") $1::uuid, row.name, row.phone, row."phoneKey", row.uf,
       coalesce(row."customerId", (SELECT customer_id FROM customer_keys AS k WHERE k.empresa_id = $1 AND k.key = 'p:' || row."phoneKey")), $3::timestamptz
     FROM jsonb_to_recordset($2::jsonb) AS row (phone text, "phoneKey" text, name text, uf text, "customerId" uuid)
     ORDER BY row."phoneKey"
     ON CONFLICT (empresa_id, phone_key) DO UPDATE SET
       name = coalesce(contacts.name, excluded.name), uf = coalesce(contacts.uf, excluded.uf),
       customer_id = coalesce(contacts.customer_id, excluded.customer_id)`,
    [ctx.empresaId, JSON.stringify(seeds), ctx.now],
  )
  const { rows } = await ctx.sql.query<{ id: string; key: string }>(
    'SELECT id, phone_key AS key FROM contacts WHERE empresa_id = $1 AND phone_key = ANY ($2::text[])',
    [ctx.empresaId, seeds.map((seed) => seed.phoneKey)],
  )
  return new Map(rows.map(({ id, key }) => [key, id]))
}

async function insertContact(ctx: EmpresaSqlCtx, keys: ContactKeys): Promise<string> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO contacts (empresa_id, name, phone, phone_key, jid, lid, bsuid, uf, customer_id, created_at)
     VALUES ($1, $2, $3, $4::text, $5, $6, $7, $8,
       coalesce($9::uuid, (SELECT customer_id FROM customer_keys WHERE empresa_id = $1 AND key = 'p:' || $4::text)), $10)
     RETURNING id`,
    [
      ctx.empresaId,
      keys.name ?? null,
      keys.phone ?? null,
      keys.phoneKey ?? null,
      keys.jid ?? null,
      keys.lid ?? null,
      keys.bsuid ?? null,
      ufOf(keys),
      keys.customerId ?? null,
      ctx.now,
    ],
  )
  const id = rows[0]?.id
  if (!id) throw new AppError('INTERNAL', 'O contato não pôde ser criado.')
  return id
}

/**
 * Adds the keys that the contact lacked. A jid or lid reported by WhatsApp replaces an older one: customers change devices,
 * not phones.
 */
async function learn(ctx: EmpresaSqlCtx, id: string, keys: ContactKeys): Promise<void> {
  await ctx.sql.query(
    `UPDATE contacts SET name = coalesce(name, $3), phone = coalesce(phone, $4), phone_key = coalesce(phone_key, $5::text),
       jid = coalesce($6, jid), lid = coalesce($7, lid), bsuid = coalesce($8, bsuid), uf = coalesce(uf, $9),
       customer_id = coalesce(customer_id, $10::uuid,
         (SELECT customer_id FROM customer_keys WHERE empresa_id = $1 AND key = 'p:' || coalesce(phone_key, $5::text)))
     WHERE empresa_id = $1 AND id = $2`,
    [
      ctx.empresaId,
      id,
      keys.name ?? null,
      keys.phone ?? null,
      keys.phoneKey ?? null,
      keys.jid ?? null,
      keys.lid ?? null,
      keys.bsuid ?? null,
      ufOf(keys),
      keys.customerId ?? null,
    ],
  )
}
