import { PRIORITY } from '../../src/domains/outbox/kinds'
import { setPaused } from '../../src/domains/channels/service/connections'
import { optOut } from '../../src/domains/outbox/service/opt-out'
import { cancelMessage, resolveMessage } from '../../src/domains/outbox/service/messages'
import { pausePending, releasePending } from '../../src/domains/outbox/service/pause-pending'
import { cancelPending, queueMessages, type OutgoingRow } from '../../src/domains/outbox/service/queue'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '../../src/kernel/tenancy/unit'
import { afterCommit } from './actor'
import type { Oracle } from './oracle'
import { CONTACT_PHONES, START, type Place } from './places'
import { dice, type Dice } from './random'

type What =
  'again' | 'optOut' | 'cancel' | 'cancelOne' | 'hold' | 'release' | 'pause' | 'resume' | 'resend' | 'wait'
/** No cart: what is decided about it changes nothing. */
const NOTHING = '00000000-0000-4000-8000-000000000000'

/** The shop's operator: queues the messages and changes their mind about them. */
export class Person {
  readonly outgoing: readonly OutgoingRow[]

  constructor(
    private readonly seed: number,
    private readonly place: Place,
    private readonly oracle: Oracle,
    story: Dice,
  ) {
    this.outgoing = this.letters(story)
  }

  private letters(dice: Dice): OutgoingRow[] {
    return Array.from(
      { length: dice.weigh({ '1': 5, '2': 3, '3': 1 }) === '1' ? 1 : dice.int(2, 3) },
      (_, n) => {
        const kind = dice.pick(['manual', 'carrinho', 'resposta'] as const)
        const contact = dice.int(0, CONTACT_PHONES.length - 1)
        const key = `s${String(this.seed)}m${String(n)}c${String(contact)}`
        return {
          dedupeKey: key,
          kind,
          connectionId: this.place.connectionId,
          contactId: this.place.contacts[contact] ?? null,
          body: key,
          // A millisecond apart: among equals the database's own ids would decide.
          notBefore: new Date(START.getTime() + n + dice.pick([0, 0, 0, 30_000])),
          priority:
            kind === 'resposta' ? PRIORITY.answer : kind === 'manual' ? PRIORITY.byHand : PRIORITY.followUp,
          ...(kind === 'carrinho'
            ? { subjectType: 'cart' as const, subjectId: this.place.subjects[n] ?? null }
            : {}),
        }
      },
    )
  }

  /** What the operator does, one job after another. */
  async *acts(scope: EmpresaScope) {
    const own = dice(this.seed, 'person')
    for (let said = ''; said !== 'done';) said = yield () => this.queue(scope)
    for (let left = own.int(0, 3); left > 0; left--) {
      const what = own.weigh({
        again: 4,
        optOut: 2,
        cancel: 3,
        cancelOne: 1,
        hold: 2,
        release: 2,
        pause: 1,
        resume: 1,
        resend: 3,
        wait: 4,
      })
      const row = this.outgoing[own.int(0, this.outgoing.length - 1)]
      if (row) yield () => this.act(scope, what, row)
    }
  }

  private queue(scope: EmpresaScope): Promise<unknown> {
    return withEmpresaSql(scope, async (ctx) => {
      const added = await queueMessages(ctx, this.outgoing)
      const keys = new Set(added.map(({ dedupeKey }) => dedupeKey))
      for (const row of this.outgoing)
        if (keys.has(row.dedupeKey))
          afterCommit(() => this.oracle.queued(row.dedupeKey, row.kind, this.contactOf(row)))
    })
  }

  /** Releases what is still paused when the day is over. */
  async releaseAll(scope: EmpresaScope): Promise<void> {
    for (const { subjectId } of this.outgoing) if (subjectId) await this.release(scope, subjectId)
  }

  private release(scope: EmpresaScope, subjectId: string): Promise<unknown> {
    const how = { deferredAs: 'espera', keepPace: false }
    return withEmpresaSql(scope, (ctx) => releasePending(ctx, { subjectType: 'cart', subjectId }, how))
  }

  private contactOf(row: OutgoingRow): number {
    return this.place.contacts.indexOf(row.contactId ?? '')
  }

  private act(scope: EmpresaScope, what: What, row: OutgoingRow): Promise<unknown> {
    const { dedupeKey: key, contactId } = row
    const about = { subjectType: 'cart', subjectId: row.subjectId ?? NOTHING } as const
    const id = this.place.connectionId
    switch (what) {
      case 'again':
        return this.queue(scope)
      case 'optOut':
        return withEmpresaSql(scope, async (ctx) => {
          await optOut(ctx, contactId ?? '', 'Escreveu PARE.')
          afterCommit(() => this.oracle.optedOut(this.contactOf(row)))
        })
      case 'cancel':
        return withEmpresaSql(scope, async (ctx) => {
          const count = await cancelPending(ctx, about, 'campanha_parada', 'A campanha parou.')
          if (count > 0) afterCommit(() => this.oracle.cancelled(key))
        })
      case 'hold':
        return withEmpresaSql(scope, (ctx) => pausePending(ctx, about))
      case 'release':
        return this.release(scope, about.subjectId)
      case 'pause':
      case 'resume':
        return withEmpresa(scope, async (ctx) => {
          await setPaused(ctx, { id, paused: what === 'pause' })
          afterCommit(() => this.oracle.paused(what === 'pause'))
        })
      case 'cancelOne':
      case 'resend':
        return withEmpresa(scope, async (ctx) => {
          const found = await ctx.db.message.findFirst({
            where: { empresaId: ctx.empresaId, dedupeKey: key },
            select: { id: true },
          })
          if (what === 'cancelOne') await cancelMessage(ctx, found?.id ?? '')
          else await resolveMessage(ctx, { id: found?.id ?? '', how: 'reenviar' })
          afterCommit(() => (what === 'cancelOne' ? this.oracle.cancelled(key) : this.oracle.ordered(key)))
        })
      case 'wait':
        return Promise.resolve()
    }
  }
}
