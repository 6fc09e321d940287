import { z } from 'zod'
import { ImportKind as StoredKind, type Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { IMPORT_KINDS } from '../kinds'
import { keptText, progressOf, summaryOf } from '../rules'
import {
  importKind,
  type ImportKind,
  type refusedPage,
  type RunView,
  type runsInput,
  type runsPage,
} from '../schema'

const INCLUDED = { parts: true, connection: { select: { kind: true } } } as const
type Stored = Prisma.ImportRunGetPayload<{ include: typeof INCLUDED }>

/** The empresa's imports, newest first. */
export async function listRuns(
  ctx: EmpresaCtx,
  input: z.infer<typeof runsInput>,
): Promise<z.infer<typeof runsPage>> {
  const { empresaId } = ctx
  const at = input.cursor === undefined ? null : decode(input.cursor, z.tuple([z.coerce.date(), z.uuid()]))
  const older = at && { OR: [{ createdAt: { lt: at[0] } }, { createdAt: at[0], id: { gt: at[1] } }] }
  const found = await ctx.db.importRun.findMany({
    where: { empresaId, ...older },
    include: INCLUDED,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: input.size + 1,
  })
  const rows = found.slice(0, input.size)
  const last = rows.at(-1)
  const next = found.length > input.size && last ? encode([last.createdAt.toISOString(), last.id]) : null
  return { rows: await viewsOf(ctx, rows), next }
}

/** One run as it stands. @throws AppError NOT_FOUND */
export async function getRun(ctx: EmpresaCtx, id: string): Promise<RunView> {
  const found = await ctx.db.importRun.findUnique({
    where: { empresaId_id: { empresaId: ctx.empresaId, id } },
    include: INCLUDED,
  })
  const [view] = found ? await viewsOf(ctx, [found]) : []
  if (!view) throw new AppError('NOT_FOUND', 'Importação não encontrada.')
  return view
}

/** The run under way, or null. */
export async function activeRun(ctx: EmpresaCtx): Promise<RunView | null> {
  const found = await ctx.db.importRun.findMany({
    where: { empresaId: ctx.empresaId, finishedAt: null },
    include: INCLUDED,
    take: 1,
  })
  return (await viewsOf(ctx, found))[0] ?? null
}

/** As the database sorts them. One row of the shop may be rejected as more than one kind. */
const KINDS_IN_ORDER = Object.values(StoredKind)

/** Rows of a run that could not be read, with their reasons (imp-8). @throws AppError NOT_FOUND */
export async function listRefused(
  ctx: EmpresaCtx,
  input: { id: string; cursor?: string | undefined; size: number },
): Promise<z.infer<typeof refusedPage>> {
  const { empresaId } = ctx
  const known = await ctx.db.importRun.count({ where: { empresaId, id: input.id } })
  if (known === 0) throw new AppError('NOT_FOUND', 'Importação não encontrada.')
  const at =
    input.cursor === undefined ? null : decode(input.cursor, z.tuple([importKind, z.string(), z.string()]))
  const beyond = at && {
    OR: [
      { kind: { in: KINDS_IN_ORDER.slice(KINDS_IN_ORDER.indexOf(at[0]) + 1) } },
      { kind: at[0], sourceTable: { gt: at[1] } },
      { kind: at[0], sourceTable: at[1], sourceKey: { gt: at[2] } },
    ],
  }
  const found = await ctx.db.refusedRow.findMany({
    where: { empresaId, runId: input.id, ...beyond },
    orderBy: [{ kind: 'asc' }, { sourceTable: 'asc' }, { sourceKey: 'asc' }],
    take: input.size + 1,
  })
  const rows = found.slice(0, input.size).map(({ kind, sourceTable, sourceKey, reasonCode, reason, raw }) => {
    return {
      kind,
      sourceTable,
      sourceKey,
      reasonCode,
      reason,
      raw: z.record(z.string(), z.string().nullable()).parse(raw),
    }
  })
  const last = rows.at(-1)
  return {
    rows,
    next: found.length > input.size && last ? encode([last.kind, last.sourceTable, last.sourceKey]) : null,
  }
}

const encode = (position: string[]) => Buffer.from(JSON.stringify(position)).toString('base64url')

function decode<T>(cursor: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new AppError('BAD_INPUT', 'Esta página da lista não existe mais. Volte para o começo da lista.', {
      fields: [{ field: 'cursor', reason: 'não pertence a esta lista' }],
      cause,
    })
  }
}

const ORIGINS: Record<string, string> = {
  cli: 'Linha de comando',
  cron: 'Agendamento diário',
  webhook: 'Aviso da loja',
}

async function viewsOf(ctx: EmpresaCtx, runs: readonly Stored[]): Promise<RunView[]> {
  const userIds = [
    ...new Set(runs.map((run) => run.startedBy).filter((by) => z.uuid().safeParse(by).success)),
  ]
  const users =
    userIds.length === 0
      ? []
      : await ctx.db.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } })
  const names = new Map(users.map((user) => [user.id, user.name]))
  return runs.map((run) =>
    viewOf(run, ORIGINS[run.startedBy] ?? names.get(run.startedBy) ?? 'Usuário removido'),
  )
}

function viewOf(run: Stored, startedBy: string): RunView {
  const parts = IMPORT_KINDS.flatMap((kind) => run.parts.filter((part) => part.kind === kind)).map(
    (part) => ({
      kind: part.kind satisfies ImportKind,
      state: part.finishedAt
        ? ('done' as const)
        : part.startedAt
          ? ('running' as const)
          : ('waiting' as const),
      read: part.read,
      created: part.created,
      changed: part.changed,
      unchanged: part.unchanged,
      refused: part.refused,
      noted: part.noted,
      expected: part.expected,
      startedAt: part.startedAt,
      finishedAt: part.finishedAt,
    }),
  )
  const ended = run.finishedAt !== null
  const progress = progressOf(parts, run.finishedAt ?? run.heartbeatAt ?? run.createdAt)
  const shown = parts.map(({ startedAt: _started, finishedAt: _finished, ...part }) => part)
  return {
    id: run.id,
    connection: run.connection.kind,
    kinds: parts.map((part) => part.kind),
    from: run.fromDay?.toISOString().slice(0, 10) ?? null,
    to: run.toDay?.toISOString().slice(0, 10) ?? null,
    status: run.status,
    stage: run.stage,
    startedBy,
    parts: shown,
    rowsPerSecond: progress.rowsPerSecond,
    secondsLeft: ended ? null : progress.secondsLeft,
    percent: run.status === 'done' ? 100 : progress.percent,
    notes: z.array(z.string()).catch([]).parse(run.notes),
    error:
      run.errorMessage === null ? null : { code: run.errorCode ?? 'INTERNAL', message: run.errorMessage },
    summary: ended ? [...summaryOf(shown), ...(run.status === 'cancelled' ? [keptText(shown)] : [])] : [],
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    heartbeatAt: run.heartbeatAt,
    retryAt: run.retryAt,
  }
}
