import { randomUUID } from 'node:crypto'
import { phoneWebhook } from '~/adapters/whatsapp/simulator/network'
import { sampleKind } from '~/adapters/whatsapp/simulator/sample-kinds'
import type { SimulatorConfig } from '~/adapters/whatsapp/simulator/config'
import { env } from '~/env'
import { audit, auditSql } from '~/kernel/audit'
import {
  productClock,
  readFastForward,
  stopProductClock,
  wantProductClock,
} from '~/kernel/engine/product-clock'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { seal } from '~/kernel/secrets'
import { withEmpresa, type EmpresaCtx, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type {
  BehaveInput,
  PhoneSaysInput,
  ProductTime,
  SimulatedPhone,
  SimulatorView,
} from '../simulator-schema'
import { behaviourOf, behaving } from '../rules/behaviours'
import { configOf } from './provider'
import { scheduleWebhooks } from './simulator-store'

/** Maximum of copies that the page shows, the newest; older chats are in the message log. */
const COPIES = 600

type Row = SimulatedPhone['copies'][number] & { phone: string; person: boolean; name: string | null }

/**
 * A simulator's phones with their chats, the latest active on top: of connection `id`, else of the first simulator. Null
 * when no connection is a simulator.
 * @throws AppError NOT_FOUND when `id` is none.
 */
export async function simulatedPhones(ctx: EmpresaSqlCtx, id?: string): Promise<SimulatorView | null> {
  const connections = await ctx.sql.query<{ id: string; name: string; configSealed: string }>(
    `SELECT id, name, config_sealed AS "configSealed" FROM whatsapp_connections
     WHERE empresa_id = $1 AND provider = 'simulator' ORDER BY created_at, id`,
    [ctx.empresaId],
  )
  const found = id === undefined ? connections.rows[0] : connections.rows.find((one) => one.id === id)
  if (!found && id !== undefined) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  if (!found) return null
  const { rows } = await ctx.sql.query<Row>(
    `WITH seen AS (
       (SELECT id, chat, from_phone, coalesce(content->>'shown', content->>'text', '') AS text, at FROM simulated_copies
        WHERE empresa_id = $1 AND connection_id = $2 ORDER BY at DESC LIMIT ${String(COPIES)})
       UNION ALL
       -- What phones answered by themselves is known from its arrival alone.
       (SELECT m.id, c.phone, true, coalesce(m.body, ''), m.created_at FROM messages AS m
          JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
        WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.direction = 'in' AND c.phone IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM simulated_copies AS s WHERE s.empresa_id = $1 AND s.connection_id = $2
            AND s.chat = c.phone AND s.provider_message_id = m.provider_message_id)
        ORDER BY m.created_at DESC LIMIT ${String(COPIES)})
     )
     SELECT s.id, s.from_phone AS "fromPhone", s.text, s.at, coalesce(c.phone, s.chat) AS phone,
       c.id IS NOT NULL OR s.chat LIKE '+%' AS person, c.name
     FROM seen AS s
     LEFT JOIN LATERAL (SELECT id, phone, name FROM contacts AS c WHERE c.empresa_id = $1 AND (c.phone = s.chat OR c.jid = s.chat OR c.lid = s.chat)
       ORDER BY c.created_at LIMIT 1) AS c ON true
     ORDER BY s.at, s.id`,
    [ctx.empresaId, found.id],
  )
  const { script } = simulatorOf(configOf(ctx.empresaId, found))
  return {
    connectionId: found.id,
    simulators: connections.rows.map(({ id, name }) => ({ id, name })),
    behaviour: behaviourOf(script),
    answers: script.replies.length > 0,
    phones: phonesOf(rows),
    clock: await productTime(ctx.now),
  }
}

function phonesOf(rows: readonly Row[]): SimulatedPhone[] {
  const phones = new Map<string, SimulatedPhone>()
  for (const { phone, person, name, ...copy } of rows) {
    const known = phones.get(phone) ?? { phone, person, name, lastAt: copy.at, copies: [] }
    known.copies.push(copy)
    phones.set(phone, { ...known, lastAt: copy.at, name: known.name ?? name })
  }
  return [...phones.values()].sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime())
}

function simulatorOf(config: ReturnType<typeof configOf>): SimulatorConfig {
  if (config.provider !== 'simulator') throw new AppError('BAD_INPUT', 'Esta conexão não é um simulador.')
  return config
}

/** Types a message on a simulated phone: it reaches the shop like any webhook. @throws AppError NOT_FOUND, BAD_INPUT. */
export async function phoneSays(ctx: EmpresaSqlCtx, input: PhoneSaysInput): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; configSealed: string; status: string }>(
    'SELECT id, config_sealed AS "configSealed", status FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, input.id],
  )
  const [connection] = rows
  if (!connection) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  const config = simulatorOf(configOf(ctx.empresaId, connection))
  if (connection.status !== 'conectada')
    throw new AppError('CONFLICT', 'O simulador está desconectado. Conecte-o em WhatsApp.')
  const messageId = randomUUID()
  await ctx.sql.query(
    `INSERT INTO simulated_copies (empresa_id, connection_id, chat, from_phone, client_message_id, provider_message_id, recipient, content, at)
     VALUES ($1, $2, $3::text, true, NULL, $4, jsonb_build_object('kind', 'phone', 'e164', $3::text), $5, $6)`,
    [
      ctx.empresaId,
      input.id,
      input.phone,
      messageId,
      JSON.stringify({ kind: 'text', text: input.text, shown: shownOf(input) }),
      ctx.now,
    ],
  )
  const { phone, text, sample } = input
  const webhook = phoneWebhook(config, { messageId, phone, text, at: ctx.now, ...(sample ? { sample } : {}) })
  await scheduleWebhooks(ctx, input.id, [webhook])
  await notifyLive(ctx, ctx.empresaId, 'connection', input.id)
}

/** The text that the phone's own screen shows for a message of its owner. */
function shownOf({ text, sample }: PhoneSaysInput): string {
  return [sample && `[${sampleKind(sample).label}]`, text].filter(Boolean).join(' ')
}

/** Sets the behaviour of the simulated network from now on. @throws AppError NOT_FOUND, BAD_INPUT for a real provider. */
export async function behave(ctx: EmpresaSqlCtx, input: BehaveInput): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; configSealed: string }>(
    'SELECT id, config_sealed AS "configSealed" FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR UPDATE',
    [ctx.empresaId, input.id],
  )
  const [connection] = rows
  if (!connection) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  const config = simulatorOf(configOf(ctx.empresaId, connection))
  const script = behaving(config.script, input.behaviour, input.answers)
  await ctx.sql.query(
    'UPDATE whatsapp_connections SET config_sealed = $3 WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, input.id, seal(JSON.stringify({ ...config, script }), ctx.empresaId)],
  )
  await auditSql(ctx, {
    action: 'simulator.changed',
    entity: 'whatsapp',
    entityId: input.id,
    after: { behaviour: input.behaviour, answers: input.answers },
  })
}

/** Maximum of days that the clock may be moved at once. */
const FURTHEST_DAYS = 93

/**
 * The product's time, and the target of a fast-forward in progress.
 * @param now time of a product whose clock can't be moved.
 */
export async function productTime(now: Date): Promise<ProductTime> {
  const movable = env().RETOMA_SIMULATED_CLOCK
  const walk = await readFastForward()
  return { now: movable ? productClock() : now, movable, walk }
}

/**
 * Requests a fast-forward of the demonstration's clock: the worker runs it through everything that becomes due. Requests
 * during a fast-forward add up.
 * @throws AppError CONFLICT outside a demonstration, or too far ahead.
 */
export async function advanceClock(scope: EmpresaScope, hours: number): Promise<ProductTime> {
  requireMovable()
  const { now, walk } = await productTime(scope.now())
  if (walk && walk.until.getTime() + hours * 3_600_000 > now.getTime() + FURTHEST_DAYS * 86_400_000)
    throw new AppError('CONFLICT', 'O relógio já tem meses para andar. Espere que chegue, ou pare-o.')
  await wantProductClock(hours * 3_600_000)
  await auditClock(scope, 'clock.advanced', { hours })
  return productTime(now)
}

/** Stops a fast-forward where the clock is. @throws AppError CONFLICT outside a demonstration. */
export async function stopClock(scope: EmpresaScope): Promise<ProductTime> {
  requireMovable()
  if (await stopProductClock()) await auditClock(scope, 'clock.stopped', {})
  return productTime(scope.now())
}

function requireMovable(): void {
  if (!env().RETOMA_SIMULATED_CLOCK)
    throw new AppError('CONFLICT', 'O relógio só pode ser adiantado na demonstração.')
}

function auditClock(scope: EmpresaScope, action: string, after: Record<string, number>): Promise<void> {
  return withEmpresa(scope, (ctx: EmpresaCtx) => audit(ctx, { action, entity: 'empresa', after }))
}
