import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { systemClock } from '~/kernel/clock'
import { toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { requestInfo } from '~/kernel/request-info'
import { isHttps, SESSION_SECONDS, sessionCookie, sessionSecret } from '~/kernel/session-cookie'
import { credentialsInput } from './schema'
import { signIn } from './service/sign-in'

declare module 'next-auth' {
  interface User {
    id: string
    sessionVersion: number
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    /** The user's `sessionVersion` when they signed in. */
    v?: number
  }
}

/** next-auth with credentials. The token names the user and nothing else: who they are is read at every request. */
export function authOptions(): NextAuthOptions {
  return {
    secret: sessionSecret(),
    useSecureCookies: isHttps(),
    cookies: { sessionToken: sessionCookie() },
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/entrar', error: '/entrar' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(input, req) {
          try {
            const headers = new Headers(req.headers as Record<string, string>)
            return await signIn(credentialsInput.parse(input), requestInfo(headers, '/entrar'), systemClock())
          } catch (error) {
            const known = toAppError(error)
            if (known.code === 'INTERNAL') log('auth').error({ err: error }, 'sign-in failed')
            // next-auth hands this message, which is safe to show, to the sign-in page.
            throw new Error(known.message, { cause: error })
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { sub: user.id, v: user.sessionVersion } : { sub: token.sub, v: token.v },
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (code, metadata) => log('auth').error({ code, metadata }, 'next-auth'),
      warn: (code) => log('auth').debug({ code }, 'next-auth'),
      debug: () => undefined,
    },
  }
}
