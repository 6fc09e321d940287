import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { seal } from '~/kernel/secrets'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { findOrCreateContact } from '~/domains/contacts/service/contacts'

/** Test rows: a connected simulator without gaps. `script` is the simulator's. @returns the new id. */
export async function makeConnection(
  ctx: EmpresaSqlCtx,
  over: {
    name?: string
    script?: Record<string, unknown>
    status?: string
    minGap?: number
    maxGap?: number
    dailyCap?: number
    webhookHash?: Buffer
  } = {},
): Promise<string> {
  const config = { provider: 'simulator', secret: 'segredo-do-simulador', script: over.script ?? {} }
  const id = randomUUID()
  await ctx.sql.query(
    `INSERT INTO whatsapp_connections (empresa_id, id, name, provider, config_sealed, status, webhook_hash, min_gap_seconds,
       max_gap_seconds, daily_cap, next_send_at, created_at)
     VALUES ($1, $2, $3, 'simulator', $4, $5, $6, $7, $8, $9, $10, $10)`,
    [
      ctx.empresaId,
      id,
      over.name ?? `Simulador ${id.slice(0, 8)}`,
      seal(JSON.stringify(config), ctx.empresaId),
      over.status ?? 'conectada',
      over.webhookHash ?? randomBytes(32),
      over.minGap ?? 1,
      over.maxGap ?? 1,
      over.dailyCap ?? 1000,
      ctx.now,
    ],
  )
  await ctx.sql.query(
    'INSERT INTO simulated_accounts (empresa_id, connection_id, state) VALUES ($1, $2, $3)',
    [ctx.empresaId, id, 'conectada'],
  )
  return id
}

/** Test rows: a contact in São Paulo with a new phone. */
export async function makeContact(ctx: EmpresaSqlCtx, name = 'Ana'): Promise<{ id: string; phone: string }> {
  const last8 = String(randomInt(60_000_000, 99_999_999))
  const phone = `+55119${last8}`
  const { id } = await findOrCreateContact(ctx, { phone, phoneKey: `11${last8}`, name, uf: 'SP' })
  return { id, phone }
}
