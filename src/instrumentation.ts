import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { env } from '~/env'
import { ADDRESS_HEADER, clientAddress } from '~/kernel/request-info'

/**
 * Runs once when the server starts, before its first request. Route handlers can't see the socket, so its address
 * travels in a header of ours, which overwrites whatever a client sent under that name.
 */
export function register(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const forwarded = request.headers['x-forwarded-for']
    request.headers[ADDRESS_HEADER] = clientAddress(
      request.socket.remoteAddress,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      env().RETOMA_TRUSTED_PROXIES,
    )
  })
}
