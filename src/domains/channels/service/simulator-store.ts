import { digitsOf } from '~/adapters/whatsapp/identity'
import type { Content, Recipient } from '~/adapters/whatsapp/port'
import { textOf } from '~/adapters/whatsapp/simulator/script'
import type { Effect, SimulatorState, SimulatorStore } from '~/adapters/whatsapp/simulator/store'
import { withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { notifyLive } from '~/kernel/live'
import { DISPATCH_CHANNEL } from './wake'

/** The phone or group of a recipient, under one name whatever the form of its address. */
export function chatOf(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'phone':
      return `+${digitsOf(recipient.e164)}`
    case 'jid':
      return recipient.jid
    case 'lid':
      return recipient.lid
    case 'group':
      return recipient.id
    case 'status':
      return 'status'
  }
}

/**
 * The simulated account of one connection, stored in the database: it survives restarts and every process sees the same.
 */
export function databaseSimulator(scope: EmpresaScope, connectionId: string): SimulatorStore {
  const unit = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const key = [scope.empresaId, connectionId]
  return {
    state: () =>
      unit(async (ctx) => {
        const { rows } = await ctx.sql.query<SimulatorState>(
          `SELECT state, restricted_until AS "restrictedUntil" FROM simulated_accounts WHERE empresa_id = $1 AND connection_id = $2`,
          key,
        )
        return rows[0] ?? { state: 'desconectada', restrictedUntil: null }
      }),
    attempt: (clientMessageId) =>
      unit(async (ctx) => {
        const { rows } = await ctx.sql.query<{ attempts: number }>(
          `INSERT INTO simulated_attempts AS a (empresa_id, connection_id, client_message_id, attempts) VALUES ($1, $2, $3, 1)
           ON CONFLICT (empresa_id, connection_id, client_message_id) DO UPDATE SET attempts = a.attempts + 1 RETURNING attempts`,
          [...key, clientMessageId],
        )
        return rows[0]?.attempts ?? 1
      }),
    apply: (effect) => unit((ctx) => apply(ctx, connectionId, effect)),
    knows: (recipient) =>
      unit(async (ctx) => {
        const { rows } = await ctx.sql.query(
          'SELECT 1 FROM simulated_copies WHERE empresa_id = $1 AND connection_id = $2 AND chat = $3 LIMIT 1',
          [...key, chatOf(recipient)],
        )
        return rows.length > 0
      }),
    labels: {
      list: () =>
        unit(async (ctx) => {
          const { rows } = await ctx.sql.query<{ id: string; name: string }>(
            'SELECT label AS id, name FROM simulated_labels WHERE empresa_id = $1 AND connection_id = $2 ORDER BY label',
            key,
          )
          return rows
        }),
      create: (name) =>
        unit(async (ctx) => {
          const { rows } = await ctx.sql.query<{ id: string; name: string }>(
            `INSERT INTO simulated_labels (empresa_id, connection_id, label, name)
             SELECT $1::uuid, $2::uuid, (count(*) + 1)::text, $3 FROM simulated_labels WHERE empresa_id = $1 AND connection_id = $2
             RETURNING label AS id, name`,
            [...key, name],
          )
          return rows[0] ?? { id: '1', name }
        }),
      mark: (chat, labelId, on) =>
        unit(async (ctx) => {
          await ctx.sql.query(
            on
              ? `INSERT INTO simulated_label_marks (empresa_id, connection_id, label, chat) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
              : 'DELETE FROM simulated_label_marks WHERE empresa_id = $1 AND connection_id = $2 AND label = $3 AND chat = $4',
            [...key, labelId, chatOf(chat)],
          )
        }),
    },
    groups: () =>
      Promise.resolve([
        { id: '120363000000000001@g.us', name: 'Clientes VIP (simulado)' },
        { id: '120363000000000002@g.us', name: 'Ofertas do dia (simulado)' },
      ]),
  }
}

/** A message as a simulated phone stores it: a picture's bytes stay where they are. */
function keptOf(content: Content): object {
  const shown = textOf(content)
  if (content.kind !== 'media' || !('base64' in content.source)) return { ...content, shown }
  return { ...content, source: { bytes: Buffer.byteLength(content.source.base64, 'base64') }, shown }
}

async function apply(ctx: EmpresaSqlCtx, connectionId: string, effect: Effect): Promise<void> {
  const key = [ctx.empresaId, connectionId]
  if (effect.onceKey !== null) {
    const { rowCount } = await ctx.sql.query(
      `UPDATE simulated_attempts SET done = true WHERE empresa_id = $1 AND connection_id = $2 AND client_message_id = $3 AND NOT done`,
      [...key, effect.onceKey],
    )
    if (rowCount === 0) return
  }
  if (effect.copy) {
    const { to, content, at, clientMessageId, providerMessageId } = effect.copy
    await ctx.sql.query(
      `INSERT INTO simulated_copies (empresa_id, connection_id, chat, from_phone, client_message_id, provider_message_id, recipient, content, at)
       VALUES ($1, $2, $3, false, $4, $5, $6, $7, $8)`,
      [
        ...key,
        chatOf(to),
        clientMessageId,
        providerMessageId,
        JSON.stringify(to),
        JSON.stringify(keptOf(content)),
        at,
      ],
    )
  }
  if (effect.state)
    await ctx.sql.query(
      `INSERT INTO simulated_accounts (empresa_id, connection_id, state, restricted_until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (empresa_id, connection_id) DO UPDATE SET state = excluded.state, restricted_until = excluded.restricted_until`,
      [...key, effect.state.state, effect.state.restrictedUntil],
    )
  await scheduleWebhooks(ctx, connectionId, effect.webhooks)
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}

/** Stores webhooks that the simulated network will post when they are due. */
export async function scheduleWebhooks(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  webhooks: Effect['webhooks'],
): Promise<void> {
  if (webhooks.length === 0) return
  await ctx.sql.query(
    `INSERT INTO simulated_webhooks (empresa_id, connection_id, due_at, headers, body)
     SELECT $1::uuid, $2::uuid, row."dueAt", row.headers, row.body
     FROM jsonb_to_recordset($3::jsonb) AS row ("dueAt" timestamptz, headers jsonb, body text)`,
    [ctx.empresaId, connectionId, JSON.stringify(webhooks)],
  )
  await ctx.sql.query(
    `UPDATE whatsapp_connections SET simulator_due_at = least(simulator_due_at, $3) WHERE empresa_id = $1 AND id = $2`,
    [
      ctx.empresaId,
      connectionId,
      webhooks.map((one) => one.dueAt).sort((a, b) => a.getTime() - b.getTime())[0],
    ],
  )
  await ctx.sql.query(`SELECT pg_notify('${DISPATCH_CHANNEL}', '')`)
}
