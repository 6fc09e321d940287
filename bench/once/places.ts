import { randomUUID } from 'node:crypto'
import type pg from 'pg'

/** Thursday, noon in Brasília. */
export const START = new Date('2026-11-19T15:00:00Z')
export const CONTACT_PHONES = ['+5511987650001', '+5511987650002'] as const

/** Where one schedule happens: an empresa with one channel and its contacts. */
export type Place = { empresaId: string; connectionId: string; contacts: string[]; subjects: string[] }

/** Ids of messages follow from their keys: among equals the queue goes by id, and a seed must repeat the same story. */
export async function nameMessagesByKey(owner: pg.Pool): Promise<void> {
  await owner.query(`
    CREATE OR REPLACE FUNCTION named_by_key() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN NEW.id := coalesce(md5(NEW.dedupe_key)::uuid, NEW.id); RETURN NEW; END';
    CREATE OR REPLACE TRIGGER named_by_key BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION named_by_key()`)
}

/** Makes the empresas of many schedules at once, past row-level security. */
export async function makePlaces(owner: pg.Pool, count: number): Promise<Place[]> {
  const places = Array.from({ length: count }, () => ({
    empresaId: randomUUID(),
    connectionId: randomUUID(),
    contacts: CONTACT_PHONES.map(() => randomUUID()),
    subjects: [randomUUID(), randomUUID(), randomUUID()],
  }))
  const empresas = places.map(({ empresaId }) => empresaId)
  await owner.query(
    `INSERT INTO empresas (id, slug, name) SELECT id, 'loja-' || id, 'Loja' FROM unnest($1::uuid[]) AS id`,
    [empresas],
  )
  await owner.query(
    `INSERT INTO whatsapp_connections (empresa_id, id, name, provider, config_sealed, status, webhook_hash, min_gap_seconds,
       max_gap_seconds, daily_cap, next_send_at, created_at)
     SELECT empresa, id, 'Número', 'waha', '', 'conectada', sha256(id::text::bytea), 1, 3, 1000, $3, $3
     FROM unnest($1::uuid[], $2::uuid[]) AS row (empresa, id)`,
    [empresas, places.map(({ connectionId }) => connectionId), START],
  )
  for (const [index, phone] of CONTACT_PHONES.entries())
    await owner.query(
      `INSERT INTO contacts (empresa_id, id, name, phone, phone_key, uf, created_at)
       SELECT empresa, id, 'Ana', $3::text, $4, 'SP', $5 FROM unnest($1::uuid[], $2::uuid[]) AS row (empresa, id)`,
      [empresas, places.map(({ contacts }) => contacts[index]), phone, `11${phone.slice(-8)}`, START],
    )
  return places
}
