import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { authOptions } from '~/domains/access/auth-options'

type Context = { params: Promise<{ nextauth: string[] }> }

/** The options are read at run time: the secret isn't known while the portal is built. */
function handle(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context, authOptions()) as Promise<Response>
}

export { handle as GET, handle as POST }
