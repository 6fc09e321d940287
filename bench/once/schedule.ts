import type pg from 'pg'
import { AppError } from '../../src/kernel/errors'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '../../src/kernel/tenancy/unit'
import { rememberAnswers } from '../../src/domains/channels/service/answers'
import { setPaused } from '../../src/domains/channels/service/connections'
import type { DispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { dispatchOne } from '../../src/domains/outbox/service/dispatch/send'
import { processReceived } from '../../src/domains/inbox/service/process'
import { storeDelivery } from '../../src/domains/channels/service/receive'
import { subjectRegistry, type SubjectCheck } from '../../src/domains/outbox/subjects'
import { Actor, afterCommit, current, LostConnection, type Crash } from './actor'
import { Network, type Delivery, type SendWrapper } from './network'
import { Person } from './person'
import { Oracle, type FinalRow, type Verdict } from './oracle'
import { dice, type Dice } from './random'
import { interleave } from './scheduler'
import { CONTACT_PHONES, START, type Place } from './places'

export type Result = {
  seed: number
  verdicts: Verdict[]
  messages: number
  calls: number
  unknowns: number
  crashes: number
  deadlocks: number
  points: number
}

/** Steps of the clock between two points, in seconds: mostly little, sometimes beyond a claim, a pause, a day. */
const STEPS = [0, 0, 0, 1, 2, 5, 31, 61, 95, 3700, 90_000] as const
/** How far a process's own clock may be wrong, in seconds. */
const SKEWS = [0, 0, -30, 30, -100, 100, -7200, 7200, 100_000] as const
/** The quiet end looks this far ahead. */
const HORIZON_MS = 15 * 86_400_000
const MAX_ROUNDS = 80

const FINAL = `
  SELECT m.dedupe_key AS key, m.state, m.attempts,
    (SELECT count(*) FROM message_attempts AS a WHERE a.empresa_id = m.empresa_id AND a.message_id = m.id)::int AS tries
  FROM messages AS m WHERE m.empresa_id = $1 AND m.direction = 'out' AND m.dedupe_key NOT LIKE 'celular:%'`
const DUE =
  'SELECT next_due_at AS due, status, paused_at AS paused FROM whatsapp_connections WHERE empresa_id = $1'

/** One seeded story of one channel: two dispatchers, its provider's webhooks, the shop's operator, crashes, clocks. */
export class Schedule {
  private readonly dice: Dice
  private readonly oracle: Oracle
  private readonly network: Network
  private readonly operator: Person
  private readonly stored: string[] = []
  private nowMs = START.getTime()
  private tick = 0
  private deadlocks = 0

  constructor(
    private readonly seed: number,
    private readonly place: Place,
    private readonly monitor: pg.Pool,
    wrap?: SendWrapper,
  ) {
    this.dice = dice(seed, 'story')
    this.oracle = new Oracle(() => this.tick)
    this.network = new Network(seed, this.oracle, () => new Date(this.nowMs), CONTACT_PHONES, wrap)
    this.operator = new Person(seed, place, this.oracle, this.dice)
  }

  async run(): Promise<Result> {
    const actors = [
      this.actor('A', this.crashes(0.7, 40, ['die', 'drop']), (deps) => this.dispatches(deps)),
      this.actor('B', this.crashes(0.5, 30, ['die', 'drop']), (deps) => this.dispatches(deps)),
      this.actor('W', this.crashes(0.4, 40, ['die', 'drop']), (_, scope) => this.webhooks(scope)),
      // The operator acts in the portal, where a lost connection is an error on the screen.
      this.actor('P', this.crashes(0.3, 30, ['drop']), (_, scope) => this.operator.acts(scope)),
    ]
    for (const { work } of actors) void work()
    const points = await interleave(
      this.monitor,
      actors.map(({ actor }) => actor),
      dice(this.seed, 'turns'),
      this.between(actors.map(({ actor }) => actor)),
    )
    await this.quietEnd()
    const { rows } = await this.monitor.query<FinalRow>({
      name: 'final',
      text: FINAL,
      values: [this.place.empresaId],
    })
    const connection = await this.due()
    this.oracle.evaluate(rows, connection.paused === null && connection.status === 'conectada')
    return {
      seed: this.seed,
      verdicts: this.oracle.verdicts,
      messages: rows.length,
      calls: this.network.calls,
      unknowns: rows.filter(({ state }) => state === 'incerta').length,
      crashes: actors.reduce((sum, { actor }) => sum + actor.crashed, 0),
      deadlocks: this.deadlocks,
      points,
    }
  }

  private crashes(chance: number, points: number, hows: readonly [Crash['how'], ...Crash['how'][]]): Crash[] {
    const count = this.dice.chance(chance) ? this.dice.int(1, 2) : 0
    return Array.from({ length: count }, () => ({
      at: this.dice.int(1, points),
      when: this.dice.pick(['before', 'after']),
      how: this.dice.pick(hows),
    }))
  }

  private actor(
    name: string,
    crashes: Crash[],
    script: (deps: DispatchDeps, scope: EmpresaScope) => AsyncGenerator<() => Promise<unknown>, void, string>,
  ) {
    const actor = new Actor(name, crashes, () => this.tick)
    actor.onError = (error) => this.explain(name, error)
    const clock = () => new Date(this.nowMs + actor.skewMs)
    const own = dice(this.seed, name)
    const deps = this.deps(clock, own)
    const scope = systemScope(this.place.empresaId, 'bench', clock)
    const work = () =>
      current.run(actor, async () => {
        const steps = script(deps, scope)
        for (let said = 'begin'; ;) {
          const step = await steps.next(said)
          if (step.done) break
          said = await actor.run(step.value)
        }
        actor.finish()
      })
    return { actor, work }
  }

  private deps(clock: () => Date, own: Dice): DispatchDeps {
    const cart = {
      type: 'cart' as const,
      check: (_: unknown, { subjectId }: { subjectId: string }): Promise<SubjectCheck> => {
        const key = this.operator.outgoing.find((one) => one.subjectId === subjectId)?.dedupeKey ?? ''
        const said = this.network.calm ? 'ok' : own.weigh({ ok: 8, cancel: 1, defer: 2, throw: 1 })
        this.oracle.checked(key, said === 'ok' ? 'ok' : 'no')
        if (said === 'throw') return Promise.reject(new Error('the check broke'))
        if (said === 'cancel')
          return Promise.resolve({ kind: 'cancel', code: 'comprou', reason: 'Já comprou.' })
        return Promise.resolve(
          said === 'ok'
            ? { kind: 'ok' }
            : {
                kind: 'defer',
                code: 'espera',
                reason: 'Ainda não.',
                until: new Date(clock().getTime() + 60_000),
              },
        )
      },
      variables: () => Promise.resolve({}),
    }
    return {
      subjects: subjectRegistry([cart]),
      clock,
      random: own.next,
      newId: own.uuid,
      answers: rememberAnswers(),
      provider: () => this.network.provider(),
    }
  }

  private async *dispatches(deps: DispatchDeps) {
    const { empresaId, connectionId } = this.place
    for (let left = this.dice.int(2, 4); left > 0; left--)
      yield () => dispatchOne(deps, empresaId, connectionId, deps.newId())
  }

  private async *webhooks(scope: EmpresaScope) {
    const own = dice(this.seed, 'webhooks')
    for (let left = own.int(2, 8); left > 0; left--) {
      const delivery = own.chance(0.6) ? this.take(own) : undefined
      if (delivery) {
        // What wasn't answered with 200 is posted again.
        const said: string = yield () => this.store(scope, delivery)
        if (said !== 'done') this.network.outbox.push(delivery)
        continue
      }
      const eventId = this.stored[own.int(0, Math.max(0, this.stored.length - 1))]
      if (eventId !== undefined) yield () => this.process(scope, eventId)
      else yield () => Promise.resolve()
    }
  }

  private take(own: Dice): Delivery | undefined {
    const { outbox } = this.network
    return outbox.splice(own.int(0, Math.max(0, outbox.length - 1)), 1)[0]
  }

  private async store(scope: EmpresaScope, delivery: Delivery): Promise<void> {
    delivery.onPosted?.()
    const { id, events } = delivery
    const bytes = Buffer.from(JSON.stringify({ id, events }))
    await storeDelivery(scope, this.place.connectionId, new Headers(), bytes, {
      clock: scope.now,
      provider: () => this.network.provider(),
    })
    this.stored.push(id)
  }

  private process(scope: EmpresaScope, eventId: string): Promise<void> {
    return withEmpresaSql(scope, async (ctx) => {
      const worked = await processReceived(ctx, this.place.connectionId, eventId, () =>
        this.network.provider(),
      )
      const contact = this.network.stops.get(eventId)
      if (worked && contact !== undefined) afterCommit(() => this.oracle.optedOut(contact))
    })
  }

  /** Time between two points: it passes for all processes, or one process's clock is set. */
  private between(actors: readonly Actor[]): () => void {
    const own = dice(this.seed, 'time')
    const busy = own.pick([0.02, 0.1, 0.3])
    return () => {
      this.tick += 1
      if (own.chance(busy)) this.nowMs += own.pick(STEPS) * 1000
      if (own.chance(0.02)) {
        const actor = actors[own.int(0, actors.length - 1)]
        if (actor) actor.skewMs = own.pick(SKEWS) * 1000
      }
    }
  }

  private async due(): Promise<{ due: Date | null; status: string; paused: Date | null }> {
    const { rows } = await this.monitor.query<{ due: Date | null; status: string; paused: Date | null }>({
      name: 'due',
      text: DUE,
      values: [this.place.empresaId],
    })
    if (!rows[0]) throw new Error('the connection is gone')
    return rows[0]
  }

  /** No process crashes any more, and everything that the product says is due is done, until nothing is. */
  private async quietEnd(): Promise<void> {
    this.network.calm = true
    const clock = () => new Date(this.nowMs)
    const deps = this.deps(clock, dice(this.seed, 'end'))
    const scope = systemScope(this.place.empresaId, 'bench', clock)
    const end = this.nowMs + HORIZON_MS
    if (this.dice.chance(0.8) && (await this.due()).paused !== null) {
      this.tick += 1
      await withEmpresa(scope, (ctx) => setPaused(ctx, { id: this.place.connectionId, paused: false }))
      this.oracle.paused(false)
    }
    await this.operator.releaseAll(scope)
    this.network.reconnect()
    await this.postAll(scope)
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { due } = await this.due()
      if (due === null || due.getTime() > end) return
      this.nowMs = Math.max(this.nowMs, due.getTime())
      this.tick += 1
      await dispatchOne(deps, this.place.empresaId, this.place.connectionId, 'end')
      await this.postAll(scope)
    }
    this.oracle.say('loss', '', 'the connection is due without end')
  }

  private async postAll(scope: EmpresaScope): Promise<void> {
    for (const delivery of this.network.outbox.splice(0)) await this.store(scope, delivery)
    for (const eventId of this.stored.splice(0)) await this.process(scope, eventId)
  }

  /** A lost connection, an error shown to the operator and a deadlock that the server broke may happen; nothing else may. */
  private explain(name: string, error: unknown): void {
    if (error instanceof AppError || error instanceof LostConnection) return
    const text =
      error instanceof Error
        ? `${error.message} ${String((error as { code?: unknown }).code ?? '')}`
        : String(error)
    if (/40P01|deadlock/.test(text)) this.deadlocks += 1
    else if (!/connection lost|Transaction already closed/.test(text))
      this.oracle.say('error', '', `${name}: ${text}`)
  }
}
