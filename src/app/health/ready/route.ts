import { readiness } from '~/kernel/health'

export const dynamic = 'force-dynamic'

/**
 * 200 when everything that the portal needs answers, 503 otherwise, with each check by name; beside an Inngest server also
 * which worker is registered there, and since when.
 */
export async function GET(): Promise<Response> {
  const { ready, checks, registration } = await readiness()
  const body = { status: ready ? 'ok' : 'failing', checks, registration }
  return Response.json(body, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
