import { z } from 'zod'
import { clientOver, type Client } from '../client'
import type { Gateway, GatewayRequest } from '../http'
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
  forget(): void
}

/** Calls carry a token made from the secret; the secret itself only stands in the address of the call that makes it. */
export function wppSession(config: WppconnectConfig, gateway: Gateway): WppSession {
  const client = clientOver(gateway)
  let token: Promise<string> | null = null
  const make = async () => {
    const path = `/api/${config.session}/${encodeURIComponent(config.secretKey)}/generate-token`
    return (await client.json({ method: 'POST', path, headers: {} }, z.object({ token: z.string().min(1) })))
      .token
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
    forget: () => (token = null),
  }
}
