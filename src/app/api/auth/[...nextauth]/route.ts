import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { requestInfo } from '~/kernel/request-info'
import { authOptions } from '~/domains/access/auth-options'

type Context = { params: Promise<{ nextauth: string[] }> }

/** The options are read at run time: the secret isn't known while the portal is built. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  if (await isMalformed(request)) return new Response(null, { status: 400 })
  const from = requestInfo(request.headers, request.nextUrl.pathname)
  return NextAuth(request, context, authOptions(from)) as Promise<Response>
}

/** What next-auth breaks on: JSON that is none, and what can't stand in a header, where it repeats an address's values. */
async function isMalformed(request: NextRequest): Promise<boolean> {
  if ([...request.nextUrl.searchParams.values()].some((value) => /[\0\r\n]/.test(value))) return true
  if (!request.headers.get('content-type')?.includes('application/json')) return false
  const body = request.clone() as Request
  return body.json().then(
    () => false,
    () => true,
  )
}

export { handle as GET, handle as POST }
