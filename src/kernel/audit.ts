import { z } from 'zod'
import type { Prisma } from '~/generated/prisma/client'
import type { Actor, EmpresaCtx, EmpresaSqlCtx, RequestInfo } from './tenancy/unit'

/** One line of the audit log. `action` is `<entity>.<past verb>`; `before` and `after` carry only what changed. */
export type AuditLine = {
  action: string
  entity: string
  entityId?: string
  before?: unknown
  after?: unknown
  extras?: unknown
}

type Where = { actor: Actor; request: RequestInfo; now: Date }

function actorColumns(where: Where) {
  const userId = where.actor.kind === 'user' ? where.actor.userId : null
  return { at: where.now, userId, actor: where.actor.name, ip: where.request.ip, path: where.request.path }
}

/** JSON as it will be stored: dates become text, undefined disappears. */
function json(value: unknown): Prisma.InputJsonValue | undefined {
  return value === undefined || value === null
    ? undefined
    : (JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue)
}

/** Writes a line to the empresa's audit log, in the same transaction as the change itself. */
export async function audit(ctx: EmpresaCtx, line: AuditLine): Promise<void> {
  const { before, after, extras, ...rest } = line
  await ctx.db.auditEntry.create({
    data: {
      empresaId: ctx.empresaId,
      ...actorColumns(ctx),
      ...rest,
      before: json(before),
      after: json(after),
      extras: json(extras),
    },
    select: { id: true },
  })
}

/** A timestamp as the log keeps it. */
export const auditedInstant = z.iso.datetime().transform((text) => new Date(text))

/** The `before` of the latest line about a row with this action and these extras, to restore it. */
export async function auditedBefore(
  { db, empresaId }: EmpresaCtx,
  {
    extras = {},
    ...line
  }: { action: string; entity: string; entityId: string; extras?: Record<string, string> },
): Promise<unknown> {
  const alike = Object.entries(extras).map(([name, equals]) => ({ extras: { path: [name], equals } }))
  const found = await db.auditEntry.findFirst({
    where: { empresaId, ...line, AND: alike },
    select: { before: true },
    orderBy: { at: 'desc' },
  })
  return found?.before ?? null
}

/** The same as `audit` on a raw connection. */
export async function auditSql(ctx: EmpresaSqlCtx, line: AuditLine): Promise<void> {
  const who = actorColumns(ctx)
  const text = (value: unknown) => JSON.stringify(json(value) ?? null)
  await ctx.sql.query(
    `INSERT INTO audit_entries (empresa_id, at, user_id, actor, action, entity, entity_id, before, after, ip, path, extras)
     VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::jsonb, 'null'), nullif($9::jsonb, 'null'), $10, $11, nullif($12::jsonb, 'null'))`,
    [
      ...[ctx.empresaId, who.at, who.userId, who.actor, line.action, line.entity, line.entityId ?? null],
      ...[text(line.before), text(line.after), who.ip, who.path, text(line.extras)],
    ],
  )
}
