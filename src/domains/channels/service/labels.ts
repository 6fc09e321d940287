import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import {
  contactLabels,
  labelsView,
  type ContactLabel,
  type LabelsView,
  type MarkLabelInput,
} from '../labels-schema'
import type { CustomerStatus } from '../rules/customer-status'
import { openProvider } from './provider'
import { sealedConnection } from './receive'

/** The known labels of a channel, and the progress of their sync to the phone. @throws AppError NOT_FOUND */
export async function listLabels(scope: EmpresaScope, connectionId: string): Promise<LabelsView> {
  const provider = openProvider(scope, await sealedConnection(scope, connectionId), scope.now)
  if (!provider.capabilities.labels) return { supported: false, labels: [] }
  const labels = await withEmpresa(
    scope,
    (ctx) => ctx.db.$queryRaw<object[]>`
      SELECT l.label, l.name, l.status, count(k.contact_id) FILTER (WHERE k.wanted)::int AS people,
        count(k.contact_id) FILTER (WHERE k.wanted <> k.applied)::int AS waiting, max(k.problem) AS problem
      FROM whatsapp_labels AS l LEFT JOIN contact_labels AS k
        ON k.empresa_id = l.empresa_id AND k.connection_id = l.connection_id AND k.label = l.label
      WHERE l.empresa_id = ${ctx.empresaId}::uuid AND l.connection_id = ${connectionId}::uuid
      GROUP BY l.label, l.name, l.status ORDER BY l.name, l.label`,
  )
  return labelsView.parse({ supported: true, labels })
}

/**
 * Sets which label stands for a status; null: none. The next sync moves the contacts.
 * @throws AppError NOT_FOUND for a connection that is not the empresa's, CONFLICT for a label that is gone.
 */
export async function assignLabel(
  ctx: EmpresaCtx,
  input: { id: string; status: CustomerStatus; label: string | null },
): Promise<void> {
  const { id, status, label } = input
  const mine = { empresaId: ctx.empresaId, connectionId: id }
  const known = await ctx.db.whatsappConnection.count({ where: { empresaId: ctx.empresaId, id } })
  if (known === 0) throw new AppError('NOT_FOUND', 'Número não encontrado.')
  if (label !== null) await theLabel(ctx, id, label)
  await ctx.db.whatsappLabel.updateMany({ where: { ...mine, status }, data: { status: null } })
  if (label !== null) await ctx.db.whatsappLabel.updateMany({ where: { ...mine, label }, data: { status } })
  await audit(ctx, {
    action: 'whatsapp.label_assigned',
    entity: 'whatsapp',
    entityId: id,
    after: { status, label },
  })
}

/** Names of the labels of all the empresa's channels, each once. */
export async function labelNames(ctx: EmpresaCtx): Promise<string[]> {
  const rows = await ctx.db.whatsappLabel.findMany({
    where: { empresaId: ctx.empresaId },
    select: { name: true },
    distinct: ['name'],
    orderBy: { name: 'asc' },
  })
  return rows.map(({ name }) => name)
}

async function theLabel(ctx: EmpresaCtx, connectionId: string, label: string) {
  const found = await ctx.db.whatsappLabel.findFirst({
    where: { empresaId: ctx.empresaId, connectionId, label },
    select: { name: true, status: true },
  })
  if (!found) throw new AppError('CONFLICT', 'Esta etiqueta não existe mais. Busque as etiquetas de novo.')
  return found
}

/** The labels of one contact on one channel, including those that could be put. */
export async function labelsOfContact(
  ctx: EmpresaCtx,
  { id, connectionId }: { id: string; connectionId: string },
): Promise<ContactLabel[]> {
  const contact = await ctx.db.contact.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { id: true },
  })
  if (!contact) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  const rows = await ctx.db.$queryRaw<object[]>`
    SELECT l.label, l.name, l.status IS NOT NULL AS automatic, coalesce(k.wanted, false) AS on,
      coalesce(k.wanted <> k.applied, false) AS waiting, k.problem
    FROM whatsapp_labels AS l LEFT JOIN contact_labels AS k ON k.empresa_id = l.empresa_id AND k.connection_id = l.connection_id
      AND k.label = l.label AND k.contact_id = ${id}::uuid
    WHERE l.empresa_id = ${ctx.empresaId}::uuid AND l.connection_id = ${connectionId}::uuid ORDER BY l.name, l.label`
  return contactLabels.parse(rows)
}

/**
 * A user puts a label on a contact, or removes it; the phone follows within minutes.
 * @throws AppError NOT_FOUND, CONFLICT for a label that is gone or follows the customer's status.
 */
export async function markLabel(ctx: EmpresaCtx, input: MarkLabelInput): Promise<void> {
  const { id: connectionId, contactId, label, on } = input
  const { name, status } = await theLabel(ctx, connectionId, label)
  if (status !== null)
    throw new AppError('CONFLICT', `A etiqueta “${name}” segue a situação do cliente e muda sozinha.`)
  const contact = await ctx.db.contact.findFirst({
    where: { empresaId: ctx.empresaId, id: contactId },
    select: { id: true },
  })
  if (!contact) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  await ctx.db.$executeRaw(Prisma.sql`
    INSERT INTO contact_labels AS k (empresa_id, connection_id, contact_id, label, wanted, source, next_try_at)
    VALUES (${ctx.empresaId}::uuid, ${connectionId}::uuid, ${contactId}::uuid, ${label}, ${on}, 'pessoa', ${ctx.now})
    ON CONFLICT (empresa_id, connection_id, contact_id, label) DO UPDATE SET
      wanted = excluded.wanted, source = 'pessoa', attempts = 0, next_try_at = excluded.next_try_at, problem = NULL`)
  await audit(ctx, {
    action: on ? 'contact.label_put' : 'contact.label_taken',
    entity: 'contact',
    entityId: contactId,
    after: { label: name },
  })
  await notifyLive(ctx, ctx.empresaId, 'conversation', contactId)
}
