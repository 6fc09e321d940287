import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../src/adapters/whatsapp/port'
import { simulatorConfig } from '../../src/adapters/whatsapp/simulator/config'
import { memoryStore, type MemoryStore } from '../../src/adapters/whatsapp/simulator/memory'
import { simulator } from '../../src/adapters/whatsapp/simulator/provider'
import { makeEmpresa } from '../../src/domains/access/factory'
import { makeConnection, makeContact } from '../../src/domains/outbox/factory'
import { PRIORITY } from '../../src/domains/outbox/kinds'
import { dispatchDeps, type DispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { dispatchOne } from '../../src/domains/outbox/service/dispatch/send'
import { queueMessages, type OutgoingRow } from '../../src/domains/outbox/service/queue'
import { subjectRegistry, type Subject } from '../../src/domains/outbox/subjects'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../../src/kernel/tenancy/unit'

/** Thursday, noon in Brasília. */
export const START = new Date('2026-11-19T15:00:00Z')

type World = {
  empresaId: string
  connection: string
  contact: string
  store: MemoryStore
  deps: DispatchDeps
  now: { at: Date }
  run: <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => Promise<T>
  queue: (key: string, over?: Partial<OutgoingRow>) => Promise<string>
  send: () => Promise<string>
  pass: (seconds: number) => void
  message: (key: string) => Promise<Record<string, unknown>>
}

/** An empresa with one connected simulator in memory and one contact, on a clock of its own. */
export async function world(
  options: {
    script?: Record<string, unknown>
    outcomes?: Outcome[]
    subjects?: Subject[]
    dailyCap?: number
  } = {},
): Promise<World> {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) =>
    withEmpresaSql(systemScope(empresaId, 'teste', clock), work)
  const store = memoryStore()
  const config = simulatorConfig.parse({
    provider: 'simulator',
    secret: 'segredo-do-simulador',
    script: options.script ?? {},
  })
  const outcomes = [...(options.outcomes ?? [])]
  const deps = dispatchDeps(subjectRegistry(options.subjects ?? []), clock, {
    random: () => 0.5,
    provider: () => {
      const real = simulator(config, store, clock)
      return {
        ...real,
        send: (command) => Promise.resolve(outcomes.shift()).then((given) => given ?? real.send(command)),
      }
    },
  })
  const { connection, contact } = await run(async (ctx) => ({
    connection: await makeConnection(
      ctx,
      options.dailyCap === undefined ? {} : { dailyCap: options.dailyCap },
    ),
    contact: (await makeContact(ctx)).id,
  }))
  return {
    empresaId,
    connection,
    contact,
    store,
    deps,
    now,
    run,
    queue: (key, over = {}) =>
      run(async (ctx) => {
        const row = {
          dedupeKey: key,
          kind: 'manual',
          connectionId: connection,
          contactId: contact,
          body: `Oi ${key}`,
          notBefore: now.at,
          priority: PRIORITY.byHand,
          ...over,
        } as const
        const [added] = await queueMessages(ctx, [row])
        return added?.id ?? ''
      }),
    send: () => dispatchOne(deps, empresaId, connection, 'w'),
    pass: (seconds) => void (now.at = new Date(now.at.getTime() + seconds * 1000)),
    message: (key) =>
      run(async (ctx) => {
        const { rows } = await ctx.sql.query<Record<string, unknown>>(
          `SELECT id, state, state_code AS code, attempts, body, not_before AS "notBefore", provider_message_id AS provider, conversation_id AS conversation
           FROM messages WHERE dedupe_key = $1`,
          [key],
        )
        return rows[0] ?? {}
      }),
  }
}

/** A subject whose check always passes. */
export const subject = (over: Partial<Subject> = {}): Subject => ({
  type: 'cart',
  check: () => Promise.resolve({ kind: 'ok' }),
  variables: () => Promise.resolve({ valor: 'R$ 10,00', itens: 'Bota' }),
  ...over,
})
/** What makes a row an automatic message about a cart. */
export const automatic = (over: Partial<OutgoingRow> = {}): Partial<OutgoingRow> => ({
  kind: 'carrinho',
  subjectType: 'cart',
  subjectId: randomUUID(),
  priority: PRIORITY.followUp,
  ...over,
})
