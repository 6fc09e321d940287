import { AppError } from '~/kernel/errors'
import { clientOver, isSuccess, type Client } from '../client'
import { errorOfAnswer, jsonOf, type Gateway, type GatewayRequest } from '../http'
import { textAt } from '../loose'
import type { WppconnectConfig } from './config'

export type WppSession = {
  client: Client
  /** A call of the session, with its token. @throws AppError, NoAnswer */
  call(
    method: GatewayRequest['method'],
    path: string,
    body?: unknown,
    milliseconds?: number,
  ): Promise<GatewayRequest>
  /** Deletes the login that a closed session has kept: the server can log out only a running one. */
  clearing(): GatewayRequest
  forget(): void
}

/**
 * Calls carry a token made from the secret; only the URLs that make the token and clear a session contain the secret
 * itself.
 */
export function wppSession(config: WppconnectConfig, gateway: Gateway): WppSession {
  const client = clientOver(gateway)
  let token: Promise<string> | null = null
  const withSecret = (path: string): GatewayRequest => ({
    method: 'POST',
    path: `/api/${config.session}/${encodeURIComponent(config.secretKey)}/${path}`,
    headers: {},
  })
  const make = async () => {
    const answer = await client.answer(withSecret('generate-token'))
    // The server answers a wrong secret with a bad request.
    if (answer.status === 400)
      throw new AppError(
        'SOURCE_INVALID',
        'O WPPConnect recusou a chave secreta. Confira a chave na conexão.',
      )
    const made = isSuccess(answer) ? textAt(jsonOf(answer), 'token') : null
    if (made === null) throw errorOfAnswer(answer)
    return made
  }
  return {
    client,
    async call(method, path, body, milliseconds) {
      token ??= make()
      try {
        return {
          method,
          path: `/api/${config.session}/${path}`,
          headers: { authorization: `Bearer ${await token}` },
          ...(body === undefined ? {} : { body }),
          ...(milliseconds === undefined ? {} : { milliseconds }),
        }
      } catch (error) {
        token = null
        throw error
      }
    },
    clearing: () => withSecret('clear-session-data'),
    forget: () => (token = null),
  }
}
