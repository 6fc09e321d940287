import { log } from '~/kernel/log'
import { withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { connectionGate } from '../../rules/gate'
import { writeAttempt, type Claimed } from './attempt'
import { takeBest } from './candidate'
import { lockConnection, refreshDue, sweepExpired } from './connection'
import { dispatchScope, plus, type DispatchDeps } from './deps'
import { CheckFailed, evaluate } from './evaluate'
import { skip, recordSkip } from './skip'

export type Claim =
  /** Nothing to send now; the connection knows when it is due again. */
  | { kind: 'idle' }
  /** Another dispatcher has locked the connection. */
  | { kind: 'busy' }
  /** Messages were evaluated and none may go yet; more are due. */
  | { kind: 'more' }
  | { kind: 'claimed'; claimed: Claimed }

/**
 * Maximum of messages evaluated in one unit of work: a long list of messages that may not go yields to other connections.
 */
const MAX_EVALUATED = 25
/** How long a message waits after its check failed to answer. */
const CHECK_AGAIN_SECONDS = 300

/**
 * One unit of work that decides and, if a message may go, commits its attempt. It makes no network calls. A check that
 * throws aborts its unit of work, and another one makes the message wait: errors mean "not sent" (t-27).
 * @param workerId the owner of the claim.
 */
export async function claimNext(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
  workerId: string,
): Promise<Claim> {
  for (let broken = 0; broken < MAX_EVALUATED; broken++) {
    try {
      return await claimOnce(deps, empresaId, connectionId, workerId)
    } catch (error) {
      if (!(error instanceof CheckFailed)) throw error
      log('app').error({ err: error.cause, empresaId, messageId: error.candidate.id }, 'subject check failed')
      if (!(await makeWait(deps, empresaId, connectionId, error))) return { kind: 'busy' }
    }
  }
  return { kind: 'more' }
}

function claimOnce(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
  workerId: string,
): Promise<Claim> {
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    const connection = await lockConnection(ctx, connectionId, false)
    if (!connection) return { kind: 'busy' }
    if (connection.ended) await sweepExpired(ctx, connectionId)
    if (connection.waitUntil !== null) return idle(ctx, connectionId, null)
    const { today } = connection
    const gate = connectionGate({ ...connection, paused: connection.pausedAt !== null }, connection.tomorrow)
    if (gate.kind === 'closed') {
      const first = await takeBest(ctx, connectionId)
      if (first) await recordSkip(ctx, first, { ...gate, kind: 'defer', until: gate.until ?? ctx.now }, today)
      return idle(ctx, connectionId, gate.until)
    }
    for (let evaluated = 0; evaluated < MAX_EVALUATED; evaluated++) {
      const candidate = await takeBest(ctx, connectionId)
      if (!candidate) return idle(ctx, connectionId, null)
      const decision = await evaluate(ctx, deps, connection, candidate)
      if (decision.kind === 'send') {
        const claimed = await writeAttempt(ctx, deps, connection, candidate, decision, workerId)
        return { kind: 'claimed', claimed }
      }
      await skip(ctx, candidate, decision, today)
    }
    await refreshDue(ctx, connectionId, null)
    return { kind: 'more' }
  })
}

async function idle(ctx: EmpresaSqlCtx, connectionId: string, until: Date | null): Promise<Claim> {
  await refreshDue(ctx, connectionId, until)
  return { kind: 'idle' }
}

/** @returns false when another dispatcher has locked the connection. */
function makeWait(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
  { candidate }: CheckFailed,
): Promise<boolean> {
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    const connection = await lockConnection(ctx, connectionId, false)
    if (!connection) return false
    const reason =
      'Não foi possível conferir se esta mensagem ainda vale. Ela espera e será conferida de novo.'
    const until = plus(ctx.now, CHECK_AGAIN_SECONDS)
    await skip(ctx, candidate, { kind: 'defer', code: 'conferencia_falhou', reason, until }, connection.today)
    await refreshDue(ctx, connectionId, null)
    return true
  })
}
