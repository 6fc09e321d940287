import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { requestInfo } from '~/kernel/request-info'
import { authOptions } from '~/domains/access/auth-options'

type Context = { params: Promise<{ nextauth: string[] }> }

/** The options are read at run time: the secret isn't known while the portal is built. */
function handle(request: NextRequest, context: Context): Promise<Response> {
  const from = requestInfo(request.headers, request.nextUrl.pathname)
  return NextAuth(request, context, authOptions(from)) as Promise<Response>
}

export { handle as GET, handle as POST }
