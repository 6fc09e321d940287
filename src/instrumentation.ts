import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Instrumentation } from 'next'
import { env } from '~/env'
import { log } from '~/kernel/log'
import { maskValue } from '~/kernel/mask'
import { ADDRESS_HEADER, clientAddress } from '~/kernel/request-info'

/**
 * Runs once when the server starts, before its first request. Route handlers can't see the socket, so its address
 * travels in a header of ours, which overwrites whatever a client sent under that name.
 */
export function register(): void {
  maskConsole()
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

/** What a page or a handler threw: to our log, with the address without its query. */
export const onRequestError: Instrumentation.onRequestError = (
  error,
  { path, method },
  { routePath, routeType },
) => {
  log('http').error({ err: error, method, path: path.split('?')[0], routePath, routeType }, 'request failed')
}

/** Next writes errors to the console by itself, with whatever personal data their text holds. */
function maskConsole(): void {
  for (const name of ['error', 'warn'] as const) {
    const write = console[name].bind(console)
    console[name] = (...parts: unknown[]) => write(...parts.map((part) => maskValue(part)))
  }
}
