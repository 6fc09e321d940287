import { serve } from 'inngest/next'
import { NextRequest } from 'next/server'
import { ERROR_CODES, toAppError } from '~/kernel/errors'
import { readAtMost } from '~/kernel/inbound'
import { inngest, remoteServer } from '~/kernel/inngest'
import { jobs } from '~/wiring/jobs'

export const dynamic = 'force-dynamic'

// The worker that has the registration's lease registers; a request without a signature must not move it elsewhere.
const handlers = serve({ client: inngest, functions: jobs, enableUnauthedSync: false })

/** By Inngest's own limits a run has at most 32 MB of state, which the server sends along with each step, and its event. */
const MAX_BYTES = 40 * 1024 * 1024

/**
 * Open to a real Inngest server only: the embedded engine calls the worker's own loopback port. The library reads a whole body
 * before it looks at its signature, so how much that is, is said here.
 */
function whenRemote(handler: (request: NextRequest, context: unknown) => Promise<Response>) {
  return async (request: NextRequest, context: unknown) => {
    if (!remoteServer()) return new Response(null, { status: 404 })
    try {
      return await handler(await withBody(request), context)
    } catch (error) {
      const { code } = toAppError(error)
      if (code === 'INTERNAL') throw error
      return new Response(null, { status: ERROR_CODES[code].http })
    }
  }
}

/** The same request with its body in hand. @throws AppError TOO_LARGE */
async function withBody(request: NextRequest): Promise<NextRequest> {
  const { method, headers } = request
  if (method === 'GET') return request
  const body = new Uint8Array(await readAtMost(request, MAX_BYTES))
  return new NextRequest(request.url, { method, headers, body })
}

export const GET = whenRemote(handlers.GET)
export const POST = whenRemote(handlers.POST)
export const PUT = whenRemote(handlers.PUT)
