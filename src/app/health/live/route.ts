export const dynamic = 'force-dynamic'

/** The process answers; nothing behind it is asked. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
