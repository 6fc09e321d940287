import { later, unknown } from '~/adapters/whatsapp/outcome'
import type { Outcome, WhatsAppProvider } from '~/adapters/whatsapp/port'
import { log } from '~/kernel/log'
import { refusalReason } from '../../rules/group-refusal'
import type { Claimed } from './attempt'
import { claimNext, type Claim } from './claim'
import { CLAIM_SECONDS, dispatchScope, plus, type DispatchDeps } from './deps'
import { recordOutcome } from './record'

/**
 * Sends one message of one connection, if one may go now: claim (one unit of work), the network call (outside of any),
 * outcome (another unit). A crash anywhere in between leaves a claim that ends as "incerta", never a second send.
 * @returns the result of the claim.
 */
export async function dispatchOne(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
  workerId: string,
): Promise<Claim['kind']> {
  const claim = await claimNext(deps, empresaId, connectionId, workerId)
  if (claim.kind !== 'claimed') return claim.kind
  await recordOutcome(deps, claim.claimed, await send(deps, claim.claimed))
  return 'claimed'
}

async function send(deps: DispatchDeps, claimed: Claimed): Promise<Outcome> {
  const { empresaId, connection, command } = claimed
  let provider: WhatsAppProvider
  try {
    provider = deps.provider(dispatchScope(empresaId, deps.clock), connection, deps.clock)
  } catch (error) {
    log('app').error({ err: error, empresaId, connectionId: connection.id }, 'connection could not be opened')
    return later(
      'configuracao',
      300,
      'connection',
      'As configurações desta conexão não puderam ser lidas. Salve-as de novo.',
    )
  }
  // A machine that slept past its claim may wake at night, or after a user decided about the message: nothing leaves then.
  if (deps.clock() >= plus(claimed.startedAt, CLAIM_SECONDS))
    return later('parado', 1, 'message', 'O envio ficou parado antes de sair. Nada foi enviado.')
  try {
    const outcome = await provider.send(command)
    return outcome.kind === 'refused'
      ? { ...outcome, reason: refusalReason(command.to.kind, outcome.final, outcome.reason) }
      : outcome
  } catch (error) {
    // Providers must not throw; one that does may have sent.
    log('app').error({ err: error, empresaId, messageId: claimed.messageId }, 'provider threw')
    return unknown('erro', 'O envio falhou de um modo inesperado. Confira no celular se a mensagem chegou.')
  }
}
