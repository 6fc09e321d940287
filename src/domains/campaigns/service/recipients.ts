import { isHoldout } from '~/domains/followups/rules'
import { ufOfDdd } from '~/kernel/br'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { nameIn } from '../columns'
import { readSheet } from '../csv'
import type { Known, Person } from '../rules'
import { AppError } from '~/kernel/errors'
import { segmentSql } from './segment-sql'
import { MAX_RECIPIENTS, type CampaignSource, type Segment } from '../schema'

export type People = { people: Person[]; columns: string[] }

/**
 * All contacts that a source names, one row per row. @throws AppError BAD_INPUT for an empty or too long list, or one
 * without phones.
 */
export async function peopleOf(ctx: EmpresaCtx, source: CampaignSource): Promise<People> {
  const found =
    source.kind === 'segmento'
      ? { people: await fromSegment(ctx, source.segment), columns: [] }
      : fromFile(source.text)
  checkLength(found.people)
  return found
}

/** @throws AppError CONFLICT for an empty list, BAD_INPUT for more than one campaign may have. */
export function checkLength(contacts: readonly Person[]): void {
  if (contacts.length === 0)
    throw new AppError('CONFLICT', 'Ninguém foi encontrado. Mude o filtro ou a lista.')
  if (contacts.length > MAX_RECIPIENTS)
    throw new AppError(
      'BAD_INPUT',
      `Use no máximo ${MAX_RECIPIENTS.toLocaleString('pt-BR')} pessoas por campanha. Divida a lista.`,
    )
}

function fromFile(text: string): People {
  const { columns, rows, phoneColumn, nameColumn } = readSheet(text)
  if (phoneColumn === null)
    throw new AppError('BAD_INPUT', 'Não encontramos a coluna de telefone. Dê a ela o título “telefone”.', {
      fields: [{ field: 'source.text', reason: 'falta a coluna de telefone' }],
    })
  const contacts = rows.map((row): Person => {
    const { e164, key, status, uf } = parsePhone(row[phoneColumn] ?? null)
    const name = nameColumn === null ? null : nameIn(row[nameColumn])
    const values = Object.fromEntries(
      columns.flatMap((column, n) => {
        const value = (row[n] ?? '').slice(0, 500)
        return value === '' || n === phoneColumn || n === nameColumn ? [] : [[column, value]]
      }),
    )
    const phoneRaw = row[phoneColumn]?.slice(0, 60) ?? null
    return {
      name,
      phoneRaw,
      phone: e164,
      phoneKey: key,
      phoneStatus: status,
      uf,
      customerId: null,
      sourceId: null,
      values,
    }
  })
  return { people: contacts, columns }
}

/**
 * Contacts of a segment, the latest first, one row per phone; rows without a phone stay, so that they are explained.
 */
async function fromSegment(ctx: EmpresaCtx, segment: Segment): Promise<Person[]> {
  const { from, where, order, customer } = segmentSql(ctx, segment)
  const rows = await ctx.db.$queryRaw<Omit<Person, 'values'>[]>`
    SELECT id AS "sourceId", name, phone_raw AS "phoneRaw", phone, phone_key AS "phoneKey", phone_status::text AS "phoneStatus", uf, ${customer} AS "customerId"
    FROM (SELECT DISTINCT ON (coalesce(phone_key, id::text)) * FROM ${from} WHERE ${Prisma.join(where, ' AND ')}
      ORDER BY coalesce(phone_key, id::text), ${order} DESC) AS person
    ORDER BY ${order} DESC LIMIT ${MAX_RECIPIENTS + 1}`
  return rows.map(toPerson)
}

/** A row of one of the portal's lists as a contact. */
export function toPerson(row: Omit<Person, 'values'>): Person {
  // Customers store their phone without its key.
  const phoneKey = row.phoneKey ?? (row.phone ? parsePhone(row.phone).key : null)
  return { ...row, phoneKey, uf: row.uf ?? ufOfDdd(phoneKey?.slice(0, 2) ?? ''), values: {} }
}

/** Which of these phones must not be written to. */
export async function knownAbout(
  ctx: EmpresaCtx,
  contacts: readonly Person[],
  source: CampaignSource,
): Promise<Known> {
  const keys = contacts.flatMap(({ phoneKey }) => phoneKey ?? [])
  const rows = await ctx.db.$queryRaw<{ key: string; optedOut: boolean }[]>`
    SELECT phone_key AS key, opted_out_at IS NOT NULL AS "optedOut" FROM contacts
    WHERE empresa_id = ${ctx.empresaId}::uuid AND phone_key = ANY (${keys}::text[]) AND (opted_out_at IS NOT NULL OR on_whatsapp = false)`
  const of = (optedOut: boolean) =>
    new Set(rows.filter((row) => row.optedOut === optedOut).map(({ key }) => key))
  const holdouts =
    source.kind === 'segmento' && source.segment.of === 'carrinhos' ? await holdoutsOf(ctx, keys) : []
  return { optedOut: of(true), notOnWhatsapp: of(false), heldOut: new Set(holdouts) }
}

/** The holdout of the cart messages: a campaign about carts would spoil the comparison (cart-6). */
async function holdoutsOf(ctx: EmpresaCtx, keys: readonly string[]): Promise<string[]> {
  const followUp = await ctx.db.followUp.findFirst({
    where: { empresaId: ctx.empresaId, kind: 'carrinho', active: true },
    select: { id: true, holdoutPercent: true },
  })
  if (!followUp) return []
  return keys.filter((phoneKey) => isHoldout(followUp.id, { phoneKey }, followUp.holdoutPercent))
}
