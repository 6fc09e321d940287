/** What may go wrong. The product promises that the first two never happen; the others would lead to one of them. */
export type Fault = 'duplicate' | 'loss' | 'blind' | 'unwanted' | 'unrecorded' | 'error'
export type Verdict = { fault: Fault; key: string; what: string }

/**
 * One call that reached the provider. `since`: tick at which its claim began; an operator who orders another attempt after
 * that knew of this one. `open`: as far as the product knows, it may be on the phone.
 */
type Attempt = { since: number; open: boolean; delivered: boolean }
type Known = {
  kind: string
  attempts: Attempt[]
  /** Ticks at which the operator ordered to send it again. */
  orders: number[]
  /** Tick of the committed cancellation in force; null when there is none. */
  cancelledAt: number | null
  /** The last thing that its subject said. */
  check: 'ok' | 'no' | null
  contact: number
}

/** A message's row and the connection's at the end, as the database has them. */
export type FinalRow = {
  key: string
  state: string
  attempts: number
  tries: number
}

const ARRIVED = ['enviada', 'entregue', 'lida']
const ENDS = [...ARRIVED, 'falhou', 'cancelada', 'incerta']

/**
 * What really happened, seen from outside of the product: which calls reached the provider, which of them reached the
 * phone, what operator and contacts had asked for by then. Evaluates every call as it comes and every row at the end.
 */
export class Oracle {
  readonly verdicts: Verdict[] = []
  private readonly messages = new Map<string, Known>()
  private readonly optedOutAt = new Map<number, number>()
  private pausedAt: number | null = null

  constructor(private readonly tick: () => number) {}

  queued(key: string, kind: string, contact: number): void {
    if (this.messages.has(key)) return
    this.messages.set(key, { kind, attempts: [], orders: [], cancelledAt: null, check: null, contact })
  }

  checked(key: string, said: 'ok' | 'no'): void {
    this.of(key).check = said
  }

  ordered(key: string): void {
    this.of(key).orders.push(this.tick())
    this.of(key).cancelledAt = null
  }

  cancelled(key: string): void {
    this.of(key).cancelledAt = this.tick()
  }

  optedOut(contact: number): void {
    this.optedOutAt.set(contact, this.tick())
  }

  paused(on: boolean): void {
    this.pausedAt = on ? this.tick() : null
  }

  /**
   * A worker whose claim began at tick `beganAt` called the provider. @returns the attempt, to complete once it has ended.
   */
  called(key: string, beganAt: number): Attempt {
    const known = this.of(key)
    // Facts committed before the claim's transaction began must be seen by it.
    const missed = (at: number | null | undefined) => at !== null && at !== undefined && at < beganAt
    if (known.attempts.some((before) => before.open && !known.orders.some((order) => order > before.since)))
      this.say('blind', key, 'sent again while an earlier call may have reached the phone')
    if (known.kind !== 'resposta' && missed(this.optedOutAt.get(known.contact)))
      this.say('unwanted', key, 'sent after the contact had opted out')
    if (missed(known.cancelledAt)) this.say('unwanted', key, 'sent after it was cancelled')
    if (missed(this.pausedAt)) this.say('unwanted', key, 'sent after the number was paused')
    if (known.kind === 'carrinho' && known.check !== 'ok')
      this.say('unwanted', key, 'sent without its subject saying so')
    const attempt = { since: Math.min(beganAt, this.tick()), open: true, delivered: false }
    known.attempts.push(attempt)
    return attempt
  }

  delivered(key: string, attempt: Attempt): void {
    attempt.delivered = true
    const known = this.of(key)
    const copies = known.attempts.filter((one) => one.delivered)
    const ordered = copies.filter((one) => known.orders.some((order) => order > one.since)).length
    if (copies.length - ordered > 1)
      this.say('duplicate', key, `${String(copies.length)} copies on the phone`)
  }

  /** Evaluates what the database says in the end. `open`: the channel may send, so nothing may wait any more. */
  evaluate(rows: readonly FinalRow[], open: boolean): void {
    for (const [key, known] of this.messages) {
      const row = rows.find((one) => one.key === key)
      if (!row) {
        this.say('loss', key, 'queued, and gone')
        continue
      }
      const copies = known.attempts.filter(({ delivered }) => delivered).length
      const byOperator = known.orders.length > 0
      if (!ENDS.includes(row.state) && (open || row.state !== 'pendente'))
        this.say('loss', key, `still ${row.state} with nothing that would move it`)
      if (ARRIVED.includes(row.state) && copies === 0) this.say('loss', key, `${row.state}, and on no phone`)
      if (['falhou', 'cancelada'].includes(row.state) && copies > 0 && !byOperator)
        this.say('unrecorded', key, `${row.state}, and on a phone`)
      if (row.tries < known.attempts.length || row.attempts !== row.tries)
        this.say(
          'unrecorded',
          key,
          `${String(known.attempts.length)} calls, ${String(row.tries)} written down`,
        )
    }
  }

  say(fault: Fault, key: string, what: string): void {
    this.verdicts.push({ fault, key, what })
  }

  private of(key: string): Known {
    const known = this.messages.get(key)
    if (!known) throw new Error(`no message was queued as ${key}`)
    return known
  }
}
