import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { enqueueEvent } from '~/kernel/events'
import { notifyLive } from '~/kernel/live'
import { periodDays } from '~/kernel/period'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { importCancelled, importRequested } from '../events'
import { IMPORT_KINDS } from '../kinds'
import { startInput, type ConnectionKind, type StartInput } from '../schema'
import { lockConnection, storedConnection } from './connections'

type Origin = { startedBy?: 'cli' | 'cron' | 'webhook'; scheduledDay?: string }

/**
 * Queues an import: the run, its parts and the event that starts the worker exist together or not at all.
 * One run at a time per empresa, guaranteed by the database.
 * @throws AppError CONFLICT when one is under way, NOT_FOUND without a connection, SOURCE_INVALID without a file, or through a
 * tunnel whose key isn't approved yet
 */
export async function startImport(
  ctx: EmpresaCtx,
  wanted: StartInput,
  origin: Origin = {},
): Promise<{ id: string }> {
  const { empresaId, actor } = ctx
  const input = startInput.parse(wanted)
  const connection = await chosenConnection(ctx, input.connection)
  if (connection.kind === 'dump' && !connection.file?.complete) {
    throw new AppError('SOURCE_INVALID', 'Envie o arquivo de exportação do banco antes de importar.')
  }
  // The command line belongs to the machine's owner: a key that it pins on first use needs no approval.
  if (connection.kind === 'ssh' && !connection.sshHostKeyOkAt && origin.startedBy !== 'cli') {
    throw new AppError(
      'SOURCE_INVALID',
      'A chave do servidor SSH ainda não foi aprovada. Em Conexão, teste, compare a chave mostrada com a do servidor e aprove-a.',
    )
  }
  const kinds = IMPORT_KINDS.filter((kind) => input.kinds.includes(kind))
  const days = periodDays(input, ctx.empresa.timezone, ctx.now)
  const { id } = await ctx.db.importRun
    .create({
      data: {
        empresaId,
        connectionId: connection.id,
        kinds,
        fromDay: days.from === null ? null : new Date(`${days.from}T00:00:00Z`),
        toDay: days.to === null ? null : new Date(`${days.to}T00:00:00Z`),
        scheduledDay: origin.scheduledDay === undefined ? null : new Date(`${origin.scheduledDay}T00:00:00Z`),
        startedBy: origin.startedBy ?? (actor.kind === 'user' ? actor.userId : 'cli'),
        createdAt: ctx.now,
      },
      select: { id: true },
    })
    .catch((error: unknown) => Promise.reject(asConflict(error)))
  await ctx.db.importRunPart.createMany({ data: kinds.map((kind) => ({ empresaId, runId: id, kind })) })
  await audit(ctx, {
    action: 'import.started',
    entity: 'import',
    entityId: id,
    after: { kinds, ...days, connection: connection.kind },
  })
  await enqueueEvent(ctx, importRequested.create({ empresaId, runId: id }, { id: `import.requested:${id}` }))
  await notifyLive(ctx, empresaId, 'import', id)
  return { id }
}

function asConflict(error: unknown): unknown {
  const taken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
  if (!taken) return error
  return new AppError(
    'CONFLICT',
    'Já há uma importação em andamento. Acompanhe-a ou cancele-a antes de começar outra.',
    { cause: error },
  )
}

/** Locked: what is checked on it is still true when the run exists. */
async function chosenConnection(ctx: EmpresaCtx, kind: ConnectionKind | undefined) {
  const chosen = kind ?? (await latestKind(ctx))
  await lockConnection(ctx, chosen)
  return storedConnection(ctx, chosen)
}

async function latestKind({ db, empresaId }: EmpresaCtx): Promise<ConnectionKind> {
  const last = await db.shopConnection.findFirst({
    where: { empresaId },
    select: { kind: true },
    orderBy: [{ updatedAt: 'desc' }, { kind: 'asc' }],
  })
  if (!last)
    throw new AppError(
      'NOT_FOUND',
      'Cadastre primeiro a conexão com a loja, ou envie um arquivo de exportação.',
    )
  return last.kind
}

/**
 * Stops a run at once: its worker notices before it writes another page. What was read stays.
 * @throws AppError NOT_FOUND, CONFLICT when it has already ended
 */
export async function cancelImport(ctx: EmpresaCtx, id: string): Promise<void> {
  const { empresaId, now } = ctx
  const { count } = await ctx.db.importRun.updateMany({
    where: { empresaId, id, finishedAt: null },
    data: { status: 'cancelled', stage: 'Cancelada', cancelRequestedAt: now, finishedAt: now, retryAt: null },
  })
  if (count === 0) {
    const known = await ctx.db.importRun.count({ where: { empresaId, id } })
    throw known > 0
      ? new AppError('CONFLICT', 'Esta importação já terminou.')
      : new AppError('NOT_FOUND', 'Importação não encontrada.')
  }
  await audit(ctx, { action: 'import.cancelled', entity: 'import', entityId: id })
  await enqueueEvent(ctx, importCancelled.create({ empresaId, runId: id }, { id: `import.cancelled:${id}` }))
  await notifyLive(ctx, empresaId, 'import', id)
}
