import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { publicAddress } from '~/kernel/public-host'
import { encryptFor, type DeviceKeys } from './encrypt'
import { vapidHeader } from './vapid'

export type Device = DeviceKeys & { endpoint: string }
/** `gone`: the device unsubscribed, or can never be reached by this subscription: delete it. */
export type PushOutcome = 'sent' | 'gone'
export type SendPush = (device: Device, text: string, now: Date) => Promise<PushOutcome>

const PATIENCE_MS = 10_000
/** How long the push service stores it for a device that is off. */
const KEEP_SECONDS = 24 * 3600

/**
 * Sends to one device by its browser's push service. The address comes from a browser: only https to a public host,
 * pinned to the checked address, and no redirect. @throws AppError SOURCE_UNAVAILABLE when another try may help
 */
export const sendPush: SendPush = async (device, text, now) => {
  const address = await checkedEndpoint(device.endpoint)
  if (!address) return 'gone'
  let body: Buffer
  try {
    body = encryptFor(device, text)
  } catch {
    return 'gone'
  }
  const { status, retryAfter } = await post(address, body, vapidHeader(device.endpoint, now))
  if (status >= 200 && status < 300) return 'sent'
  // 403: it was subscribed with another key. 404 and 410: unsubscribed. 400: it will never be accepted.
  if ([400, 401, 403, 404, 410].includes(status)) return 'gone'
  throw new AppError('SOURCE_UNAVAILABLE', 'O serviço de avisos do navegador não aceitou a mensagem.', {
    ...(retryAfter === null ? {} : { retryAfterSeconds: retryAfter }),
  })
}

/**
 * Whether the portal may push to a browser's address, and the resolved target; null: never. @throws AppError
 * SOURCE_UNAVAILABLE
 */
export async function checkedEndpoint(endpoint: string): Promise<{ url: URL; ip: string } | null> {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  const allowed = env().RETOMA_ALLOW_PRIVATE_HOSTS
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed))) return null
  try {
    const { ip } = await publicAddress(
      url.hostname,
      Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    )
    return { url, ip }
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return null
    throw error
  }
}

function post(
  { url, ip }: { url: URL; ip: string },
  body: Buffer,
  authorization: string,
): Promise<{ status: number; retryAfter: number | null }> {
  return new Promise((done, fail) => {
    const call = (url.protocol === 'https:' ? secure : plain)(
      url,
      {
        method: 'POST',
        headers: {
          authorization,
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
          'content-length': String(body.length),
          ttl: String(KEEP_SECONDS),
          urgency: 'high',
        },
        agent: false,
        lookup: always(ip),
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
      (response) => {
        const wait = Number(response.headers['retry-after'])
        response.resume()
        done({ status: response.statusCode ?? 0, retryAfter: Number.isFinite(wait) ? wait : null })
      },
    )
    call.on('error', (cause) =>
      fail(new AppError('SOURCE_UNAVAILABLE', 'O serviço de avisos do navegador não respondeu.', { cause })),
    )
    call.end(body)
  })
}

function always(ip: string): LookupFunction {
  const family = isIPv6(ip) ? 6 : 4
  return (_host, options, done) => {
    if (options.all) done(null, [{ address: ip, family }])
    else done(null, ip, family)
  }
}
