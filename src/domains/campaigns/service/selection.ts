import { cartList } from '~/domains/carts/query'
import { customerList } from '~/domains/customers/service'
import { leadList } from '~/domains/leads/query'
import { previewTemplate } from '~/domains/templates/rules/templates'
import { orderList } from '~/domains/orders/query'
import { formatPhone } from '~/kernel/br'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { preCheck, tallyRefusals, valuesOf, type Person, type Recipient } from '../rules'
import { MAX_RECIPIENTS } from '../schema'
import type { CampaignOfSelection, Selection, SelectionPreview } from '../selection-schema'
import { writeDraft } from './drafts'
import { checkLength, knownAbout, toPerson } from './recipients'
import { checkedTemplateBody } from './template'

/** Which row of each recipient the campaign checks again: an order stands for its customer. */
const SEGMENTS = {
  carrinhos: 'carrinhos',
  leads: 'leads',
  pedidos: 'clientes',
  clientes: 'clientes',
} as const

/** The rows of a selection in the columns that `peopleOf` reads: `source_id` is the row that is checked again. */
async function rowsOf(ctx: EmpresaCtx, { of, rows }: Selection): Promise<Prisma.Sql> {
  const own = Prisma.sql`name, phone_raw, phone, phone_key, phone_status::text, uf, customer_id`
  switch (of) {
    case 'carrinhos': {
      const { from, where } = await cartList(ctx, rows.filter)
      return Prisma.sql`SELECT id, id AS source_id, ${own}, last_activity_at AS at FROM ${from} WHERE ${Prisma.join(where, ' AND ')}`
    }
    case 'leads': {
      const { from, where } = await leadList(ctx, rows.filter)
      return Prisma.sql`SELECT id, id AS source_id, ${own}, captured_at AS at FROM ${from} WHERE ${Prisma.join(where, ' AND ')}`
    }
    case 'pedidos': {
      const { from, where } = await orderList(ctx, rows.filter)
      return Prisma.sql`SELECT id, customer_id AS source_id, ${own}, placed_at AS at FROM ${from} WHERE ${Prisma.join(where, ' AND ')}`
    }
    case 'clientes': {
      const { from, where } = await customerList(ctx, rows.filter)
      return Prisma.sql`SELECT id, id AS source_id, name, phone_raw, phone, NULL::text AS phone_key, phone_status::text, uf,
        id AS customer_id, first_seen_at AS at FROM ${from} WHERE ${Prisma.join(where, ' AND ')}`
    }
  }
}

/** One contact per phone, the latest row first; rows without a phone stay, so that they are explained. */
async function contactsOfSelection(ctx: EmpresaCtx, selection: Selection): Promise<Person[]> {
  const rows = await ctx.db.$queryRaw<Omit<Person, 'values'>[]>`
    SELECT source_id AS "sourceId", name, phone_raw AS "phoneRaw", phone, phone_key AS "phoneKey", phone_status AS "phoneStatus", uf,
      customer_id AS "customerId"
    FROM (SELECT DISTINCT ON (coalesce(phone_key, id::text)) * FROM (${await rowsOf(ctx, selection)}) AS chosen
      ORDER BY coalesce(phone_key, id::text), at DESC) AS person
    ORDER BY at DESC LIMIT ${MAX_RECIPIENTS + 1}`
  const contacts = rows.map(toPerson)
  checkLength(contacts)
  return contacts
}

async function check(
  ctx: EmpresaCtx,
  { selection, templateId, connectionId }: Omit<CampaignOfSelection, 'name'>,
) {
  const template = await checkedTemplateBody(ctx, templateId, connectionId)
  const contacts = await contactsOfSelection(ctx, selection)
  const segment = { of: SEGMENTS[selection.of] }
  const known = await knownAbout(ctx, contacts, { kind: 'segmento', segment })
  return { template, recipients: preCheck(contacts, template, known), segment }
}

/**
 * The recipients of a message to the selected rows and why not the others; writes nothing. @throws as createCampaign.
 */
export async function previewSelection(
  ctx: EmpresaCtx,
  input: Omit<CampaignOfSelection, 'name'>,
): Promise<SelectionPreview> {
  const { template, recipients } = await check(ctx, input)
  const first = recipients.find(({ refusal }) => refusal === null)
  return {
    chosen: recipients.length,
    reached: recipients.filter(({ refusal }) => refusal === null).length,
    leftOut: tallyRefusals(recipients),
    example: first
      ? { name: first.name, text: previewTemplate(template.kind, template.body, exampleValues(ctx, first)) }
      : null,
  }
}

function exampleValues(ctx: EmpresaCtx, recipient: Recipient) {
  return {
    ...valuesOf(recipient),
    ...(recipient.phone ? { telefone: formatPhone(recipient.phone) } : {}),
    empresa: ctx.empresa.name,
  }
}

/** A draft for the selected rows, to be checked and started like any other. @throws as createCampaign. */
export async function campaignOfSelection(
  ctx: EmpresaCtx,
  input: CampaignOfSelection,
): Promise<{ id: string }> {
  const { recipients, segment } = await check(ctx, input)
  const { name, templateId, connectionId } = input
  const source = { kind: 'segmento', segment: { ...segment, selected: recipients.length } }
  return writeDraft(
    ctx,
    { name, templateId, connectionId, startsAt: null, gapSeconds: null, source },
    recipients,
  )
}
