import { withinPeriod } from '~/kernel/period-sql'
import { ufOfDdd } from '~/kernel/br'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { readSheet } from '../csv'
import type { Known, Person } from '../rules'
import { AppError } from '~/kernel/errors'
import { MOST_RECIPIENTS, type CampaignSource, type Segment } from '../schema'

export type People = { people: Person[]; columns: string[] }

/** Everybody that a source names, one row per row. @throws AppError BAD_INPUT for an empty or too long list, or one without phones. */
export async function peopleOf(ctx: EmpresaCtx, source: CampaignSource): Promise<People> {
  const found =
    source.kind === 'segmento'
      ? { people: await fromSegment(ctx, source.segment), columns: [] }
      : fromFile(source.text)
  if (found.people.length === 0)
    throw new AppError('CONFLICT', 'Ninguém foi encontrado. Mude o filtro ou a lista.')
  if (found.people.length > MOST_RECIPIENTS)
    throw new AppError(
      'BAD_INPUT',
      `Use no máximo ${MOST_RECIPIENTS.toLocaleString('pt-BR')} pessoas por campanha. Divida a lista.`,
    )
  return found
}

function fromFile(text: string): People {
  const { columns, rows, phoneColumn, nameColumn } = readSheet(text)
  if (phoneColumn === null)
    throw new AppError('BAD_INPUT', 'Não encontramos a coluna de telefone. Dê a ela o título “telefone”.', {
      fields: [{ field: 'source.text', reason: 'falta a coluna de telefone' }],
    })
  const people = rows.map((row): Person => {
    const { e164, key, status, uf } = parsePhone(row[phoneColumn] ?? null)
    const name = nameColumn === null ? null : (row[nameColumn] ?? '').slice(0, 120) || null
    const values = Object.fromEntries(
      columns.flatMap((column, n) => {
        const value = (row[n] ?? '').slice(0, 500)
        return value === '' || n === phoneColumn || n === nameColumn ? [] : [[column, value]]
      }),
    )
    const phoneRaw = row[phoneColumn]?.slice(0, 60) ?? null
    return { name, phoneRaw, phone: e164, phoneKey: key, phoneStatus: status, uf, customerId: null, values }
  })
  return { people, columns }
}

/** People of a segment, the latest first, one row per phone; rows without a phone stay, so that they are explained. */
async function fromSegment(ctx: EmpresaCtx, segment: Segment): Promise<Person[]> {
  const { from, where, order, customer } = segmentSql(ctx, segment)
  const rows = await ctx.db.$queryRaw<Omit<Person, 'values'>[]>`
    SELECT name, phone_raw AS "phoneRaw", phone, phone_key AS "phoneKey", phone_status::text AS "phoneStatus", uf, ${customer} AS "customerId"
    FROM (SELECT DISTINCT ON (coalesce(phone_key, id::text)) * FROM ${from} WHERE ${Prisma.join(where, ' AND ')}
      ORDER BY coalesce(phone_key, id::text), ${order} DESC) AS person
    ORDER BY ${order} DESC LIMIT ${MOST_RECIPIENTS + 1}`
  return rows.map((row) => {
    // Customers keep their phone without its key.
    const phoneKey = row.phoneKey ?? (row.phone ? parsePhone(row.phone).key : null)
    return { ...row, phoneKey, uf: row.uf ?? ufOfDdd(phoneKey?.slice(0, 2) ?? ''), values: {} }
  })
}

function segmentSql(ctx: EmpresaCtx, segment: Segment) {
  const where = [Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`]
  if (segment.uf) where.push(Prisma.sql`uf = ${segment.uf}`)
  switch (segment.of) {
    case 'leads': {
      const order = Prisma.sql`captured_at`
      where.push(...withinPeriod(ctx, order, segment))
      if (segment.client)
        where.push(
          segment.client === 'sim' ? Prisma.sql`customer_id IS NOT NULL` : Prisma.sql`customer_id IS NULL`,
        )
      if (segment.contacted)
        where.push(
          segment.contacted === 'sim'
            ? Prisma.sql`contacted_at IS NOT NULL`
            : Prisma.sql`contacted_at IS NULL`,
        )
      return { from: Prisma.sql`leads`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'carrinhos': {
      const order = Prisma.sql`last_activity_at`
      where.push(...withinPeriod(ctx, order, segment))
      if (segment.status) where.push(Prisma.sql`status = ${segment.status}`)
      if (segment.sent === 'nenhum')
        where.push(Prisma.sql`email_sent_at IS NULL AND whatsapp_sent_at IS NULL`)
      if (segment.sent === 'email') where.push(Prisma.sql`email_sent_at IS NOT NULL`)
      if (segment.sent === 'whatsapp') where.push(Prisma.sql`whatsapp_sent_at IS NOT NULL`)
      if (segment.sent === 'algum')
        where.push(Prisma.sql`(email_sent_at IS NOT NULL OR whatsapp_sent_at IS NOT NULL)`)
      return { from: Prisma.sql`carts`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'clientes': {
      if (segment.group === 'recorrente') where.push(Prisma.sql`orders_count >= 2`)
      if (segment.group === 'um') where.push(Prisma.sql`orders_count = 1`)
      if (segment.group === 'nenhum') where.push(Prisma.sql`orders_count = 0`)
      const keyed = Prisma.sql`(SELECT p.*, NULL::text AS phone_key FROM customers AS p) AS p`
      return { from: keyed, where, order: Prisma.sql`first_seen_at`, customer: Prisma.sql`id` }
    }
  }
}

/** Which of these phones may not be written to. */
export async function knownAbout(ctx: EmpresaCtx, people: readonly Person[]): Promise<Known> {
  const keys = people.flatMap(({ phoneKey }) => phoneKey ?? [])
  const rows = await ctx.db.$queryRaw<{ key: string; optedOut: boolean }[]>`
    SELECT phone_key AS key, opted_out_at IS NOT NULL AS "optedOut" FROM contacts
    WHERE empresa_id = ${ctx.empresaId}::uuid AND phone_key = ANY (${keys}::text[]) AND (opted_out_at IS NOT NULL OR on_whatsapp = false)`
  const of = (optedOut: boolean) =>
    new Set(rows.filter((row) => row.optedOut === optedOut).map(({ key }) => key))
  return { optedOut: of(true), notOnWhatsapp: of(false) }
}
