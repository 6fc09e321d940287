import { randomUUID } from 'node:crypto'
import { Prisma } from '~/generated/prisma/client'
import { audit } from './audit'
import { AppError } from './errors'
import type { EmpresaCtx } from './tenancy/unit'

/** Rows that one action may change: what one transaction can lock without keeping others waiting. */
export const MAX_BULK_ROWS = 20_000

/** Where a mark is stored: a time and an author, in two columns of a table of the empresa. */
export type Mark = {
  table: Prisma.Sql
  entity: string
  at: Prisma.Sql
  by: Prisma.Sql
  /** The columns' names in the audit log. */
  fields: { at: string; by: string }
  /** Audit actions of one row that is marked, and of one whose mark is taken back. */
  actions: { marked: string; cleared: string }
  extras?: Record<string, string>
  /** A column whose values are returned for the rows that changed. */
  returning?: Prisma.Sql
}
/** `operation` undoes it, null where nothing changed. `values`: of the column asked for, once each. */
export type Marked = { operation: string | null; count: number; values: string[] }
/** Entity of the audit line about a whole operation; the entity's id is the operation's. */
const MARKS = 'marks'

const MILLISECONDS = Prisma.raw(`'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`)
const iso = (at: Prisma.Sql) => Prisma.sql`to_char(${at} AT TIME ZONE 'UTC', ${MILLISECONDS})`

/** Marks rows, now and by the actor, or removes their marks: one statement, with an audit line for each row. */
export async function markRows(
  ctx: EmpresaCtx,
  mark: Mark,
  where: Prisma.Sql[],
  set: boolean,
): Promise<Marked> {
  const standing = set ? Prisma.sql`${mark.at} IS NULL` : Prisma.sql`${mark.at} IS NOT NULL`
  const chosen = Prisma.sql`
    SELECT id, ${mark.at} AS old_at, ${mark.by} AS old_by,
      ${set ? ctx.now : null}::timestamptz AS new_at, ${set ? ctx.actor.name : null}::text AS new_by
    FROM ${mark.table} WHERE ${Prisma.join([...where, standing], ' AND ')}
    ORDER BY id LIMIT ${MAX_BULK_ROWS + 1} FOR NO KEY UPDATE`
  return change(ctx, mark, chosen, randomUUID())
}

/**
 * Undoes an operation: each row gets back the time and the author that it had, unless it was marked by another since.
 * @throws AppError NOT_FOUND for an operation that this empresa doesn't have.
 */
export async function undoMarkedRows(ctx: EmpresaCtx, mark: Mark, operation: string): Promise<Marked> {
  const line = await ctx.db.auditEntry.findFirst({
    where: { empresaId: ctx.empresaId, entity: MARKS, entityId: operation },
    select: { at: true },
  })
  if (!line) throw new AppError('NOT_FOUND', 'Esta ação não pode mais ser desfeita.')
  const { at, by } = mark.fields
  const value = (record: string, field: string) => Prisma.sql`${Prisma.raw(record)} ->> ${field}`
  const chosen = Prisma.sql`
    SELECT t.id, t.${mark.at} AS old_at, t.${mark.by} AS old_by,
      (${value('l.before', at)})::timestamptz AS new_at, ${value('l.before', by)} AS new_by
    FROM ${mark.table} AS t
    JOIN audit_entries AS l ON l.empresa_id = t.empresa_id AND l.entity_id = t.id::text
    WHERE t.empresa_id = ${ctx.empresaId}::uuid AND l.at = ${line.at}::timestamptz AND l.entity = ${mark.entity}
      AND l.extras ->> 'operation' = ${operation}
      AND t.${mark.at} IS NOT DISTINCT FROM (${value('l.after', at)})::timestamptz
      AND t.${mark.by} IS NOT DISTINCT FROM ${value('l.after', by)}
    ORDER BY t.id FOR NO KEY UPDATE OF t`
  return change(ctx, mark, chosen, randomUUID())
}

/** Writes the marks of `chosen` (id, old_at, old_by, new_at, new_by), and a line for each row that changed. */
async function change(ctx: EmpresaCtx, mark: Mark, chosen: Prisma.Sql, operation: string): Promise<Marked> {
  const { at, by } = mark.fields
  const userId = ctx.actor.kind === 'user' ? ctx.actor.userId : null
  const extras = JSON.stringify({ ...mark.extras, operation })
  const [row] = await ctx.db.$queryRaw<{ count: number; values: string[] }[]>`
    WITH chosen AS MATERIALIZED (${chosen}),
    changed AS (
      UPDATE ${mark.table} AS t SET ${mark.at} = chosen.new_at, ${mark.by} = chosen.new_by FROM chosen
      WHERE t.empresa_id = ${ctx.empresaId}::uuid AND t.id = chosen.id
      RETURNING t.id, ${mark.returning ? Prisma.sql`t.${mark.returning}` : Prisma.sql`''`}::text AS value
    ),
    lines AS (
      INSERT INTO audit_entries (empresa_id, at, user_id, actor, action, entity, entity_id, before, after, ip, path, extras)
      SELECT ${ctx.empresaId}::uuid, ${ctx.now}::timestamptz, ${userId}::uuid, ${ctx.actor.name},
        CASE WHEN new_at IS NULL THEN ${mark.actions.cleared} ELSE ${mark.actions.marked} END, ${mark.entity}, id::text,
        jsonb_build_object(${at}::text, ${iso(Prisma.sql`old_at`)}, ${by}::text, old_by),
        jsonb_build_object(${at}::text, ${iso(Prisma.sql`new_at`)}, ${by}::text, new_by),
        ${ctx.request.ip}, ${ctx.request.path}, ${extras}::jsonb
      FROM chosen
    )
    SELECT count(*)::int AS count, coalesce(array_agg(DISTINCT value), '{}') AS values FROM changed`
  const { count, values } = row ?? { count: 0, values: [] }
  if (count > MAX_BULK_ROWS)
    throw new AppError(
      'BAD_INPUT',
      `São mais de ${MAX_BULK_ROWS.toLocaleString('pt-BR')} linhas. Use um filtro e faça em partes.`,
    )
  if (count === 0) return { operation: null, count, values }
  const action = `${mark.entity}.bulk_marked`
  await audit(ctx, { action, entity: MARKS, entityId: operation, extras: { ...mark.extras, count } })
  return { operation, count, values }
}
