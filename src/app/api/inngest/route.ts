import { serve } from 'inngest/next'
import type { NextRequest } from 'next/server'
import { inngest, remoteServer } from '~/kernel/inngest'
import { jobs } from '~/wiring/jobs'

export const dynamic = 'force-dynamic'

// The worker that holds the registration registers; a request without a signature must not move it elsewhere.
const handlers = serve({ client: inngest, functions: jobs, enableUnauthedSync: false })

/** Open to a real Inngest server only: the embedded engine calls the worker's own loopback port. */
function whenRemote(handler: (request: NextRequest, context: unknown) => Promise<Response>) {
  return (request: NextRequest, context: unknown) =>
    remoteServer() ? handler(request, context) : new Response(null, { status: 404 })
}

export const GET = whenRemote(handlers.GET)
export const POST = whenRemote(handlers.POST)
export const PUT = whenRemote(handlers.PUT)
