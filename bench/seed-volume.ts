import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** The time that volume data ends at; benchmarks take it as `now`. */
export const VOLUME_NOW = new Date('2026-11-20T12:00:00Z')

/**
 * `conversations`: contacts on WhatsApp, five messages each, none unless given; four of ten have written, the others only
 * got a campaign.
 */
export type Volume = { orders: number; carts: number; leads: number; people: number; conversations?: number }
export const ONE_MILLION: Volume = { orders: 1_000_000, carts: 1_000_000, leads: 200_000, people: 400_000 }

const NAMES = `(ARRAY['Ana','Bruno','Célia','Davi','Elisa','Fábio','Gisele','Heitor','Íris','João','Kátia','Luís','Márcia','Nélson','Olga','Paulo','Rita','Sérgio','Tânia','Vítor'])`
const SURNAMES = `(ARRAY['Almeida','Barbosa','Conceição','Dias','Esteves','Freitas','Gonçalves','Horta','Ibáñez','Jesus','Lopes','Moraes','Nóbrega','Oliveira','Pires','Queirós','Ramos','Souza','Teixeira','Viana'])`
const UFS = `(ARRAY['SP','SP','SP','RJ','RJ','MG','MG','BA','RS','PR','PE','CE','SC','GO','PA','DF'])`
const STATUSES = `(ARRAY['completed','completed','completed','completed','processing','processing','on-hold','pending','cancelled','refunded'])`
const SPAN = `interval '540 days'`
const plain = (text: string) => `translate(lower(${text}), 'áâãçéêíñóôõúü', 'aaaceeinooouu')`

/** One in ten orders has no e-mail, one in seven no phone; some type the phone of another customer's household. */
const PEOPLE = `
CREATE TEMP TABLE people AS
SELECT p, ${NAMES}[1 + p % 20] || ' ' || ${SURNAMES}[1 + (p / 20) % 20] AS name,
  'pessoa' || p || '@loja.test' AS email, '11' || (60000000 + p) AS phone_key,
  '+55119' || (60000000 + p) AS phone, ${UFS}[1 + p % 16] AS uf
FROM generate_series(1, $PEOPLE) p;
CREATE UNIQUE INDEX ON people (p)`

const DRAW_ORDERS = `
CREATE TEMP TABLE drawn AS
SELECT n, 1 + floor(power(random(), 1.5) * $PEOPLE)::int AS person, now_at - random() * ${SPAN} AS placed_at,
  random() AS a, random() AS b, ${STATUSES}[1 + floor(random() * 10)::int] AS status, 4990 + floor(random() * 60000)::bigint AS total
FROM generate_series(1, $ORDERS) n, (SELECT $NOW::timestamptz AS now_at) t;
CREATE UNIQUE INDEX ON drawn (n)`

const ORDERS = `
INSERT INTO orders (empresa_id, external_id, status, currency, total_centavos, shipping_centavos, tax_centavos, discount_centavos,
  refunded_centavos, placed_at, paid_at, modified_at, payment_method, payment_title, created_via, shop_user_id, name, email, email_key,
  phone_raw, phone, phone_key, phone_status, city, uf, item_count, source_hash, search)
SELECT $EMPRESA, n, status, 'BRL', total, 1990, 0, 0, CASE WHEN status = 'refunded' THEN total WHEN a < 0.03 THEN total / 4 ELSE 0 END,
  date_trunc('second', placed_at), placed_at, placed_at, 'pix', 'PIX', 'checkout', 0, name, CASE WHEN a > 0.1 THEN email END,
  CASE WHEN a > 0.1 THEN email END, CASE WHEN b > 0.15 THEN phone END, CASE WHEN b > 0.15 THEN phone END,
  CASE WHEN b > 0.15 THEN phone_key END, (CASE WHEN b > 0.15 THEN 'valid' ELSE 'none' END)::phone_status, 'São Paulo', uf, 1,
  '\\x00'::bytea, concat_ws(' ', n, ${plain('name')}, CASE WHEN a > 0.1 THEN email END, CASE WHEN b > 0.15 THEN phone END)
FROM drawn JOIN people ON p = person WHERE n <= $ORDERED`

const REFUNDS = `
INSERT INTO refunds (empresa_id, order_id, external_id, amount_centavos, refunded_at)
SELECT empresa_id, id, external_id + 10000000, refunded_centavos, placed_at + interval '3 days'
FROM orders WHERE empresa_id = $EMPRESA AND refunded_centavos > 0`

/** Half of the carts stand near an order of the same customer, half anywhere. */
const CARTS = `
INSERT INTO carts (empresa_id, source, external_id, name, email, email_key, phone_raw, phone, phone_key, phone_status, uf, city, items,
  total_centavos, plugin_status, last_activity_at, source_hash, whatsapp_sent_at, search)
SELECT $EMPRESA, 'cartflows', c.n, name, email, email, CASE WHEN c.b > 0.4 THEN phone END, CASE WHEN c.b > 0.4 THEN phone END,
  CASE WHEN c.b > 0.4 THEN phone_key END, (CASE WHEN c.b > 0.4 THEN 'valid' ELSE 'none' END)::phone_status, uf, 'São Paulo',
  '[{"productId": 71, "variationId": 72, "quantity": 1, "totalCentavos": 19990, "name": "Mocassim Couro"}]',
  5000 + (c.a * 60000)::bigint, 'abandoned', c.at, '\\x00'::bytea, CASE WHEN c.b > 0.8 THEN c.at + interval '2 hours' END,
  concat_ws(' ', ${plain('name')}, email, CASE WHEN c.b > 0.4 THEN phone END)
FROM (
  SELECT n, a, b, CASE WHEN n % 2 = 0 THEN person ELSE 1 + ((n::bigint * 7919) % $PEOPLE)::int END AS person,
    date_trunc('second', CASE WHEN n % 2 = 0 THEN placed_at - (a * a * 12 - 1) * interval '1 day' ELSE $NOW::timestamptz - b * ${SPAN} END) AS at
  FROM drawn WHERE n <= $CARTS
) c JOIN people ON p = c.person`

const LEADS = `
INSERT INTO leads (empresa_id, external_id, form_plugin, form_id, form_name, name, email, email_key, phone_raw, phone, phone_key, phone_status,
  uf, size, captured_at, source_hash, search)
SELECT $EMPRESA, n, 'wp-forms', '12', 'Contato', name, email, email, phone, phone, phone_key, 'valid', uf, (34 + n % 12)::text,
  date_trunc('second', $NOW::timestamptz - random() * ${SPAN}), '\\x00'::bytea, concat_ws(' ', ${plain('name')}, email, phone)
FROM generate_series(1, $LEADS) n JOIN people ON p = 1 + ((n::bigint * 104729) % $PEOPLE)::int`

const ACCOUNTS = `
INSERT INTO shop_accounts (empresa_id, source_key, name, email, email_key, phone_raw, phone, phone_key, phone_status, uf, source_hash)
SELECT $EMPRESA, 'guest:' || email, name, email, email, phone, phone, phone_key, 'valid', uf, '\\x00'::bytea FROM people`

/** The same id for the same name, as ids of version 4 look. */
const digestId = (name: string) =>
  `overlay(overlay(md5(${name}) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid`

const NUMBER = `
INSERT INTO whatsapp_connections (empresa_id, id, name, provider, config_sealed, status, webhook_hash, created_at)
VALUES ($EMPRESA, $EMPRESA, 'Loja', 'simulator', '', 'conectada', '\\x00', $NOW::timestamptz)`

const TEMPLATE = `
INSERT INTO message_templates (empresa_id, id, kind, name, body, created_at, updated_at)
VALUES ($EMPRESA, $EMPRESA, 'livre', 'Novidades', 'Oi!', $NOW::timestamptz, $NOW::timestamptz)`

const CONTACTS = `
INSERT INTO contacts (empresa_id, id, name, phone, phone_key, uf, created_at, search)
SELECT $EMPRESA, ${digestId(`'contact' || p`)}, name, phone, phone_key, uf, $NOW::timestamptz - (p % 540) * interval '1 day', ${plain('name')}
FROM people WHERE p <= $CONVERSATIONS`

const CONVERSATIONS = `
INSERT INTO conversations (empresa_id, id, connection_id, contact_id, status, unread, last_text, last_message_at, last_inbound_at, created_at)
SELECT $EMPRESA, ${digestId(`'conversation' || p`)}, $EMPRESA, ${digestId(`'contact' || p`)},
  CASE WHEN p % 10 >= 4 THEN 'encerrada' ELSE (ARRAY['aguardando', 'em_atendimento', 'encerrada', 'encerrada'])[1 + p / 10 % 4] END,
  CASE WHEN p % 100 = 0 THEN 2 ELSE 0 END, 'Tem 37?', at, CASE WHEN p % 10 < 4 THEN at END, at
FROM (SELECT p, date_trunc('second', $NOW::timestamptz - random() * ${SPAN}) AS at FROM people WHERE p <= $CONVERSATIONS) AS t`

/** One in a hundred waits, one in fifty was cancelled, one in two thousand is uncertain. */
const MESSAGES = `
INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, conversation_id, template_id, subject_type, subject_id,
  body, state, state_code, state_reason, not_before, priority, provider_message_id, created_by, created_at, updated_at)
SELECT $EMPRESA, CASE WHEN written THEN 'in' ELSE 'out' END, CASE WHEN written THEN 'recebida' ELSE 'campanha' END,
  CASE WHEN NOT written THEN 'volume:' || n END, $EMPRESA, ${digestId(`'contact' || p`)}, ${digestId(`'conversation' || p`)},
  CASE WHEN NOT written THEN $EMPRESA END, CASE WHEN NOT written THEN 'campaign' END, CASE WHEN NOT written THEN ${digestId(`'campaign' || n % 50`)} END,
  'Oi! Chegou bota nova.', CASE WHEN written THEN 'recebida' WHEN n % 2000 = 7 THEN 'incerta' WHEN n % 100 = 11 THEN 'pendente'
    WHEN n % 50 = 3 THEN 'cancelada' ELSE 'entregue' END,
  CASE WHEN NOT written AND n % 50 = 3 AND n % 100 <> 11 THEN 'pediu_para_parar' END, CASE WHEN NOT written AND n % 50 = 3 THEN 'Pediu.' END,
  at, 9, '3EB0' || md5(n::text), 'volume', at, at
FROM (
  SELECT n, 1 + n % $CONVERSATIONS AS p, n % 5 = 0 AND n % $CONVERSATIONS % 10 < 3 AS written,
    date_trunc('second', $NOW::timestamptz - random() * ${SPAN}) AS at
  FROM generate_series(1, 5 * $CONVERSATIONS) AS n
) AS m`

/**
 * Fills a new empresa with invented orders, refunds, carts, leads and accounts, the same rows each time.
 * Needs a superuser's connection string: foreign keys are not checked while it runs. @returns the empresa's id.
 */
export async function seedVolume(superUrl: string, volume: Volume = ONE_MILLION): Promise<string> {
  const empresaId = randomUUID()
  const client = new pg.Client(superUrl)
  await client.connect()
  const fill = (text: string) =>
    text
      .replaceAll('$EMPRESA', `'${empresaId}'::uuid`)
      .replaceAll('$NOW', `'${VOLUME_NOW.toISOString()}'`)
      .replaceAll('$PEOPLE', String(volume.people))
      .replaceAll('$ORDERS', String(Math.max(volume.orders, volume.carts)))
      .replaceAll('$ORDERED', String(volume.orders))
      .replaceAll('$CARTS', String(volume.carts))
      .replaceAll('$LEADS', String(volume.leads))
      .replaceAll('$CONVERSATIONS', String(volume.conversations ?? 0))
  try {
    await client.query(
      "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'",
    )
    await client.query('SELECT setseed(0.42)')
    await client.query(
      "INSERT INTO empresas (id, slug, name, updated_at) VALUES ($1, 'volume', 'Loja de volume', now())",
      [empresaId],
    )
    for (const step of [PEOPLE, DRAW_ORDERS, ORDERS, REFUNDS, CARTS, LEADS, ACCOUNTS])
      await client.query(fill(step))
    if (volume.conversations)
      for (const step of [NUMBER, TEMPLATE, CONTACTS, CONVERSATIONS, MESSAGES]) await client.query(fill(step))
    await client.query('VACUUM ANALYZE orders, refunds, carts, leads, shop_accounts')
  } finally {
    await client.end()
  }
  return empresaId
}
