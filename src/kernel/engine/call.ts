import http from 'node:http'
import type { RegisteredFunction } from './registration'
import { canonical, sign } from './signature'
import type { Call } from './store'

/** What the app answered to one call. */
export type Answer = { status: number; retryable: boolean; retryAfter: string | null; body: unknown }

// Steps may take hours: the agent keeps connections, and nothing here times out.
const agent = new http.Agent({ keepAlive: true })

/**
 * Calls one step of a function over HTTP, signed.
 * `ctx.fn_id` is left out on purpose: with it the SDK would checkpoint, which this engine doesn't speak.
 * @throws Error when the app cannot be reached or answers no JSON.
 */
export async function callApp(
  fn: RegisteredFunction,
  call: Call,
  options: { signingKey: string; workerId: string; now: Date; signal: AbortSignal },
): Promise<Answer> {
  const hashes = call.steps.map(([hash]) => hash)
  const body = canonical({
    event: call.event,
    events: [call.event],
    steps: Object.fromEntries(call.steps),
    ctx: {
      run_id: call.runId,
      attempt: call.attempt,
      max_attempts: fn.maxAttempts,
      disable_immediate_execution: false,
      use_api: false,
      qi_id: `${options.workerId}:${call.id}:${call.claims}`,
      stack: { stack: hashes, current: hashes.length },
    },
    version: 2,
  })
  const url = new URL(fn.url)
  url.searchParams.set('fnId', fn.id)
  url.searchParams.set('stepId', call.step)
  return post(url, body, sign(body, options.signingKey, options.now), options.signal)
}

function post(url: URL, body: string, signature: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'X-Inngest-Signature': signature,
    }
    const request = http.request(url, { method: 'POST', agent, signal, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 0,
            retryable: response.headers['x-inngest-no-retry'] !== 'true',
            retryAfter: response.headers['retry-after'] ?? null,
            body: JSON.parse(Buffer.concat(chunks).toString()),
          })
        } catch (error) {
          reject(error)
        }
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
