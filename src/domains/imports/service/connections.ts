import type { ImportFile, ShopConnection } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { seal } from '~/kernel/secrets'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import {
  connectionTest,
  fieldMapping,
  NO_MAPPING,
  type ConnectionInput,
  type ConnectionKind,
  type ConnectionView,
  type FieldMappingView,
} from '../schema'

const WITH_FILE = { file: true } as const
type Stored = ShopConnection & { file: ImportFile | null }

/** The empresa's connections, the one changed last first. Never a secret, only whether one is kept (t-14). */
export async function listConnections(ctx: EmpresaCtx): Promise<ConnectionView[]> {
  const found = await ctx.db.shopConnection.findMany({
    where: { empresaId: ctx.empresaId },
    include: WITH_FILE,
    orderBy: [{ updatedAt: 'desc' }, { kind: 'asc' }],
  })
  return found.map(viewOf)
}

/** The connection of one kind. @throws AppError NOT_FOUND */
export async function storedConnection(ctx: EmpresaCtx, kind: ConnectionKind): Promise<Stored> {
  const found = await ctx.db.shopConnection.findUnique({
    where: { empresaId_kind: { empresaId: ctx.empresaId, kind } },
    include: WITH_FILE,
  })
  if (!found) throw new AppError('NOT_FOUND', 'Esta conexão ainda não foi cadastrada.')
  return found
}

/**
 * Creates or changes the connection of its kind. A secret left out keeps the stored one as long as it would go to
 * the same server: with another server, the password must be given again, so that it can't be led elsewhere.
 * While an import reads through it, only how it gets in may change (user, secrets, TLS): the run goes on at the same tables.
 * @throws AppError BAD_INPUT when a needed secret is missing, CONFLICT when other tables or fields would be read by a run
 */
export async function saveConnection(ctx: EmpresaCtx, input: ConnectionInput): Promise<ConnectionView> {
  const { empresaId } = ctx
  const where = { empresaId_kind: { empresaId, kind: input.kind } }
  await lockConnection(ctx, input.kind)
  const before = await ctx.db.shopConnection.findUnique({ where, include: WITH_FILE })
  const data = {
    prefix: input.prefix,
    fieldMapping: input.mapping ?? fieldMapping.parse(before?.fieldMapping ?? NO_MAPPING),
    ...(input.dailyAt === undefined ? {} : { dailyAt: input.dailyAt }),
    ...(input.kind === 'dump' ? {} : reachOf(ctx, input, before)),
  }
  if (before && readsOther(before, data)) await refuseWhileRunning(ctx, before.id)
  const after = await ctx.db.shopConnection.upsert({
    where,
    create: { empresaId, kind: input.kind, ...data },
    update: { ...data, updatedAt: ctx.now },
    include: WITH_FILE,
  })
  await audit(ctx, {
    action: before ? 'connection.changed' : 'connection.created',
    entity: 'connection',
    entityId: after.id,
    before: before ? auditedOf(before) : undefined,
    after: auditedOf(after),
    extras: newSecrets(input),
  })
  return viewOf(after)
}

/** What decides which rows a run reads, and into which columns: one run never mixes two of these. */
const READS = ['prefix', 'host', 'port', 'database', 'sshHost', 'sshPort'] as const
type Reads = Partial<Pick<Stored, (typeof READS)[number]>> & { fieldMapping: FieldMappingView }

function readsOther(before: Stored, data: Reads): boolean {
  const moved = READS.some((name) => data[name] !== undefined && data[name] !== before[name])
  return moved || mapsOther(before, data.fieldMapping)
}

const mapsOther = (before: Stored, mapping: FieldMappingView) =>
  JSON.stringify(fieldMapping.parse(before.fieldMapping)) !== JSON.stringify(fieldMapping.parse(mapping))

/**
 * Until this unit ends no other changes the connection of this kind, and no import of it starts. Call it before reading.
 */
export async function lockConnection({ db, empresaId }: EmpresaCtx, kind: ConnectionKind): Promise<void> {
  await db.$queryRaw`
    SELECT 1 FROM shop_connections WHERE empresa_id = ${empresaId}::uuid AND kind = ${kind}::connection_kind FOR UPDATE`
}

/** Which secrets were given again: the log says that they changed, and never what they are. */
function newSecrets(input: ConnectionInput): Record<string, 'trocada'> | undefined {
  if (input.kind === 'dump') return undefined
  const given = {
    password: input.password,
    ...(input.kind === 'ssh' ? { sshPassword: input.sshPassword, sshKey: input.sshKey } : {}),
  }
  const names = Object.entries(given).flatMap(([name, value]) => (value ? [name] : []))
  return names.length > 0 ? Object.fromEntries(names.map((name) => [name, 'trocada'])) : undefined
}

function reachOf(
  { empresaId, now }: EmpresaCtx,
  input: Exclude<ConnectionInput, { kind: 'dump' }>,
  before: Stored | null,
) {
  const sameMysql =
    before?.host === input.host && before.port === input.port && before.username === input.username
  const passwordSealed = input.password
    ? seal(input.password, empresaId)
    : sameMysql
      ? before.passwordSealed
      : null
  if (!passwordSealed)
    throw missing(
      'password',
      before
        ? 'O servidor ou o usuário mudou: informe a senha do banco de novo.'
        : 'Informe a senha do banco.',
    )
  const mysql = {
    host: input.host,
    port: input.port,
    database: input.database,
    username: input.username,
    passwordSealed,
    tls: input.tls,
  }
  if (input.kind === 'mysql') return mysql
  const sameHost = before?.sshHost === input.sshHost && before.sshPort === input.sshPort
  const sameSsh = sameHost && before.sshUsername === input.sshUsername
  const sshPasswordSealed = input.sshPassword
    ? seal(input.sshPassword, empresaId)
    : sameSsh
      ? before.sshPasswordSealed
      : null
  const sshKeySealed = input.sshKey
    ? seal(`${input.sshKey}\n`, empresaId)
    : sameSsh
      ? before.sshKeySealed
      : null
  if (!sshPasswordSealed && !sshKeySealed)
    throw missing('sshPassword', 'Informe a senha ou a chave privada do SSH.')
  const kept = sameHost
    ? { sshHostKey: before.sshHostKey, sshHostKeyOkAt: before.sshHostKeyOkAt }
    : { sshHostKey: null, sshHostKeyOkAt: null }
  const pinned = input.sshHostKey
    ? { sshHostKey: input.sshHostKey.replace(/=$/, ''), sshHostKeyOkAt: now }
    : kept
  return {
    ...mysql,
    sshHost: input.sshHost,
    sshPort: input.sshPort,
    sshUsername: input.sshUsername,
    sshPasswordSealed,
    sshKeySealed,
    ...pinned,
  }
}

const missing = (field: string, reason: string) =>
  new AppError('BAD_INPUT', reason, { fields: [{ field, reason }] })

type MappingInput = { kind: ConnectionKind; mapping: FieldMappingView }

/** Which fields of the form contain what (imp-3), from the next import on. @throws AppError CONFLICT while one runs */
export async function saveMapping(ctx: EmpresaCtx, input: MappingInput): Promise<ConnectionView> {
  await lockConnection(ctx, input.kind)
  const before = await storedConnection(ctx, input.kind)
  if (mapsOther(before, input.mapping)) await refuseWhileRunning(ctx, before.id)
  return setMapping(ctx, before, input.mapping)
}

/** The mapping that a connection without any begins with: what the names of its forms' fields say. */
export async function keepSuggestion(ctx: EmpresaCtx, input: MappingInput): Promise<void> {
  await lockConnection(ctx, input.kind)
  const before = await storedConnection(ctx, input.kind)
  // A user may have chosen since the forms were read.
  if (!mapsOther(before, NO_MAPPING)) await setMapping(ctx, before, input.mapping)
}

function setMapping(ctx: EmpresaCtx, before: Stored, mapping: FieldMappingView): Promise<ConnectionView> {
  return change(ctx, before, { fieldMapping: mapping }, 'connection.mapping_changed')
}

/** The local hour of the daily import, or null for imports by hand only (imp-6). */
export async function saveDaily(
  ctx: EmpresaCtx,
  input: { kind: ConnectionKind; dailyAt: string | null },
): Promise<ConnectionView> {
  const before = await storedConnection(ctx, input.kind)
  return change(ctx, before, { dailyAt: input.dailyAt }, 'connection.schedule_changed')
}

/** A user has compared the pinned SSH key with the host's own (imp-1). */
export async function approveHostKey(ctx: EmpresaCtx): Promise<ConnectionView> {
  const before = await storedConnection(ctx, 'ssh')
  if (!before.sshHostKey)
    throw new AppError('CONFLICT', 'Ainda não há chave do servidor para aprovar. Teste a conexão primeiro.')
  return change(ctx, before, { sshHostKeyOkAt: ctx.now }, 'connection.host_key_approved')
}

/** Forgets the pinned SSH key after the host really changed it: the next test pins the new one. */
export async function forgetHostKey(ctx: EmpresaCtx): Promise<ConnectionView> {
  const before = await storedConnection(ctx, 'ssh')
  return change(ctx, before, { sshHostKey: null, sshHostKeyOkAt: null }, 'connection.host_key_forgotten')
}

type Change = {
  fieldMapping?: FieldMappingView
  dailyAt?: string | null
  sshHostKey?: null
  sshHostKeyOkAt?: Date | null
}

async function change(
  ctx: EmpresaCtx,
  before: Stored,
  data: Change,
  action: string,
): Promise<ConnectionView> {
  const where = { empresaId_id: { empresaId: ctx.empresaId, id: before.id } }
  const after = await ctx.db.shopConnection.update({ where, data, include: WITH_FILE })
  await audit(ctx, {
    action,
    entity: 'connection',
    entityId: after.id,
    before: auditedOf(before),
    after: auditedOf(after),
  })
  return viewOf(after)
}

/** Removes a connection with its runs; imported rows stay. @throws AppError CONFLICT while an import runs on it */
export async function removeConnection(ctx: EmpresaCtx, kind: ConnectionKind): Promise<void> {
  await lockConnection(ctx, kind)
  const found = await storedConnection(ctx, kind)
  const { empresaId } = ctx
  await refuseWhileRunning(ctx, found.id)
  await ctx.db.shopConnection.delete({ where: { empresaId_id: { empresaId, id: found.id } } })
  if (found.fileId)
    await ctx.db.importFile.delete({ where: { empresaId_id: { empresaId, id: found.fileId } } })
  await audit(ctx, {
    action: 'connection.removed',
    entity: 'connection',
    entityId: found.id,
    before: auditedOf(found),
  })
}

/** Asked under `lockConnection`. @throws AppError CONFLICT while an import reads through this connection. */
export async function refuseWhileRunning(ctx: EmpresaCtx, connectionId: string): Promise<void> {
  const active = await ctx.db.importRun.count({
    where: { empresaId: ctx.empresaId, connectionId, finishedAt: null },
  })
  if (active > 0)
    throw new AppError(
      'CONFLICT',
      'Há uma importação em andamento por esta conexão. Espere o fim ou cancele-a antes.',
    )
}

/** What the audit log may contain of a connection: its view without test results. */
function auditedOf(stored: Stored) {
  const { lastTest: _test, lastTestAt: _at, updatedAt: _updated, ...rest } = viewOf(stored)
  return rest
}

export function viewOf(stored: Stored): ConnectionView {
  const test = connectionTest.safeParse(stored.lastTest)
  const { file } = stored
  return {
    id: stored.id,
    kind: stored.kind,
    prefix: stored.prefix,
    host: stored.host,
    port: stored.port,
    database: stored.database,
    username: stored.username,
    tls: stored.tls,
    hasPassword: stored.passwordSealed !== null,
    ssh:
      stored.kind === 'ssh'
        ? {
            host: stored.sshHost,
            port: stored.sshPort,
            username: stored.sshUsername,
            hasPassword: stored.sshPasswordSealed !== null,
            hasKey: stored.sshKeySealed !== null,
            hostKey: stored.sshHostKey,
            hostKeyApprovedAt: stored.sshHostKeyOkAt,
          }
        : null,
    file: file && {
      id: file.id,
      name: file.name,
      size: Number(file.size),
      sha256: file.sha256,
      complete: file.complete,
      uploadedAt: file.createdAt,
    },
    mapping: fieldMapping.parse(stored.fieldMapping),
    dailyAt: stored.dailyAt,
    lastTest: test.success ? test.data : null,
    lastTestAt: stored.lastTestAt,
    updatedAt: stored.updatedAt,
  }
}
