import { request as plain, type IncomingMessage } from 'node:http'
import { request as secure } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { publicAddress } from '~/kernel/public-host'
import { later, needsPerson, refused, unknown } from './outcome'
import type { Later, Refused, Unknown } from './port'

/** Code of a `NoAnswer` whose answer was longer than the request allows. */
const TOO_LARGE = 'RESPOSTA_GRANDE'
/** Code of a `NoAnswer` after a redirect that came from something before the gateway. */
const REDIRECTED = 'redirecionado'
/**
 * Redirect statuses that no gateway's contract has: a proxy, a sign-in page or another scheme answers them before the
 * gateway sees the request. 303 isn't among them: it may follow completed work.
 */
const REDIRECTS = [301, 302, 307, 308]
const WRONG_ADDRESS =
  'O endereço do serviço de WhatsApp leva a outro lugar. Corrija-o na conexão: com https://, e sem página de login na frente.'
const LONGEST_ANSWER = 8 * 1024 * 1024

export type Answer = {
  status: number
  type: string
  bytes: Buffer
  /** The bytes as UTF-8. */
  readonly text: string
  retryAfterSeconds: number | null
}

export type GatewayRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  headers: Record<string, string>
  body?: unknown
  milliseconds?: number
  /** Maximum size of the answer in bytes; 8 MB when absent. */
  largest?: number
}

/**
 * No usable answer. `sent` false: not one byte of the request left, so it surely did nothing. Carries no header and no
 * body: both may contain secrets.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  constructor(
    readonly sent: boolean,
    readonly code: string,
    readonly guard: AppError | null = null,
  ) {
    super(`no answer: ${code}`)
  }
}

export type Gateway = (request: GatewayRequest) => Promise<Answer>

/**
 * Requests to the gateway at `baseUrl`. The address is checked and then pinned (no second look-up, no redirect); plain
 * HTTP only where private hosts are allowed, or to an address set by the operator, not by a tenant. @throws NoAnswer
 */
export function gatewayAt(baseUrl: string, setBy: 'tenant' | 'operator' = 'tenant'): Gateway {
  const base = baseUrl.replace(/\/+$/, '')
  return async (request) => {
    const url = new URL(base + request.path)
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
    const ip = setBy === 'operator' ? null : await allowed(url, port)
    return exchange(url, ip, request)
  }
}

async function allowed(url: URL, port: number): Promise<string> {
  try {
    if (url.protocol !== 'https:' && !env().RETOMA_ALLOW_PRIVATE_HOSTS)
      throw new AppError('BAD_INPUT', 'O endereço do serviço precisa começar com https://.')
    return (await publicAddress(url.hostname, port)).ip
  } catch (error) {
    const guard = error instanceof AppError ? error : null
    throw new NoAnswer(false, guard?.code === 'BAD_INPUT' ? 'endereco-recusado' : 'endereco', guard)
  }
}

function exchange(url: URL, ip: string | null, request: GatewayRequest): Promise<Answer> {
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
  return new Promise((done, fail) => {
    let sent = false
    const call = (url.protocol === 'https:' ? secure : plain)(url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...request.headers,
        ...(body ? { 'content-type': 'application/json', 'content-length': String(body.length) } : {}),
      },
      agent: false,
      ...(ip === null ? {} : { lookup: always(ip) }),
    })
    const give = (code: string) => {
      clearTimeout(timer)
      call.destroy()
      fail(new NoAnswer(sent, code))
    }
    const timer = setTimeout(() => {
      give('ETIMEDOUT')
    }, request.milliseconds ?? 20_000)
    call.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent = true))
    })
    call.on('error', (error: Error & { code?: string }) => {
      give(error.code ?? 'ERRO')
    })
    call.on('response', (response) => {
      if (REDIRECTS.includes(response.statusCode ?? 0)) {
        give(REDIRECTED)
        return
      }
      collect(response, request.largest ?? LONGEST_ANSWER).then(
        (bytes) => {
          clearTimeout(timer)
          const wait = Number(response.headers['retry-after'])
          done({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            bytes,
            get text() {
              return bytes.toString('utf8')
            },
            retryAfterSeconds: Number.isFinite(wait) && wait > 0 ? Math.ceil(wait) : null,
          })
        },
        (error: unknown) => {
          give(error instanceof RangeError ? TOO_LARGE : 'ECONNRESET')
        },
      )
    })
    call.end(body)
  })
}

/** A DNS look-up with one fixed answer. */
function always(ip: string): LookupFunction {
  return (_host, options, answer) => {
    const family = isIPv6(ip) ? 6 : 4
    if (options.all) answer(null, [{ address: ip, family }])
    else answer(null, ip, family)
  }
}

async function collect(response: IncomingMessage, largest: number): Promise<Buffer> {
  if (Number(response.headers['content-length']) > largest) throw new RangeError('answer too large')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw new RangeError('answer too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** JSON of an answer, undefined when it isn't any. */
export function jsonOf(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text)
  } catch {
    return undefined
  }
}

/** What a send without a usable answer means: nothing reached the gateway → later; anything else → unknown. */
export function outcomeOfNoAnswer(
  error: unknown,
  providerMessageId: string | null = null,
): Later | Refused | Unknown {
  if (!(error instanceof NoAnswer))
    return unknown('interno', 'O envio falhou no meio do caminho.', providerMessageId)
  if (error.code === 'endereco-recusado')
    return refused(
      error.code,
      'connection',
      error.guard?.message ?? 'O endereço do serviço não pode ser usado.',
      {
        scope: 'connection',
        seconds: null,
      },
    )
  if (error.code === REDIRECTED) return needsPerson(error.code, `${WRONG_ADDRESS} Nada foi enviado.`)
  if (!error.sent)
    return later(
      error.code,
      60,
      'connection',
      'O serviço de WhatsApp não está acessível. Confira o endereço na conexão.',
    )
  return unknown(error.code, 'O serviço de WhatsApp não respondeu a tempo.', providerMessageId)
}

/** The same for everything but sends. */
export function errorOfNoAnswer(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof NoAnswer && error.guard) return error.guard
  if (error instanceof NoAnswer && error.code === REDIRECTED)
    return new AppError('SOURCE_INVALID', WRONG_ADDRESS)
  if (error instanceof NoAnswer && error.code === TOO_LARGE)
    return new AppError('TOO_LARGE', 'O serviço de WhatsApp respondeu com mais do que cabe aqui.')
  return new AppError(
    'SOURCE_UNAVAILABLE',
    'O serviço de WhatsApp não respondeu. Confira o endereço na conexão e tente de novo.',
    { cause: error },
  )
}

/**
 * An answer that isn't a success, to a call that isn't a send. The gateway's own text isn't shown: it may echo secrets.
 */
export function errorOfAnswer(answer: Pick<Answer, 'status'>): AppError {
  switch (answer.status) {
    case 401:
    case 403:
      return new AppError(
        'SOURCE_INVALID',
        'O serviço de WhatsApp recusou a chave. Confira a chave na conexão.',
      )
    case 404:
      return new AppError(
        'SOURCE_INVALID',
        'O serviço de WhatsApp não conhece esta sessão. Conecte de novo ou confira o nome da sessão.',
      )
    default:
      return new AppError(
        answer.status >= 500 || answer.status === 429 ? 'SOURCE_UNAVAILABLE' : 'SOURCE_INVALID',
        `O serviço de WhatsApp respondeu com o erro ${String(answer.status)}. Tente de novo; se continuar, confira a conexão.`,
      )
  }
}
