import { randomUUID } from 'node:crypto'
import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { systemClock } from '~/kernel/clock'
import { orAway } from '~/kernel/database-away'
import { toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { refuseUnstorable } from '~/kernel/storable'
import type { RequestInfo } from '~/kernel/tenancy/unit'
import { isHttps, SESSION_SECONDS, sessionCookie, sessionSecret } from '~/kernel/session-cookie'
import { credentialsInput } from './schema'
import { signIn, signOut } from './service/sign-in'

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
    /** This session, and when it began (seconds). */
    sid?: string
    since?: number
  }
}

/** Errors of next-auth that any visitor can cause with an address or a cookie. */
const VISITORS = new Set(['INVALID_CALLBACK_URL_ERROR'])

/** next-auth with credentials. The token names the user and nothing else: who they are is read at every request. */
export function authOptions(from: RequestInfo): NextAuthOptions {
  return {
    secret: sessionSecret(),
    useSecureCookies: isHttps(),
    cookies: { sessionToken: sessionCookie() },
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/entrar', error: '/entrar' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(input) {
          try {
            const given = credentialsInput.parse(input)
            refuseUnstorable(given)
            return await orAway(signIn(given, { ...from, path: '/entrar' }, systemClock()))
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
      /** Where to redirect to: the start page for an invalid address or one outside of the portal. */
      redirect: ({ url, baseUrl }) =>
        URL.canParse(url, baseUrl) && new URL(url, baseUrl).origin === new URL(baseUrl).origin
          ? new URL(url, baseUrl).href
          : baseUrl,
      jwt: ({ token, user }) =>
        user
          ? {
              sub: user.id,
              v: user.sessionVersion,
              sid: randomUUID(),
              since: Math.floor(systemClock().getTime() / 1000),
            }
          : { sub: token.sub, v: token.v, sid: token.sid, since: token.since },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        await signOut(
          { userId: token.sub, sessionVersion: token.v, sessionId: token.sid },
          from,
          systemClock(),
        )
      },
    },
    logger: {
      error: (code, metadata) =>
        VISITORS.has(code)
          ? log('auth').info({ code }, 'next-auth rejected a request')
          : log('auth').error({ code, metadata }, 'next-auth'),
      warn: (code) => log('auth').debug({ code }, 'next-auth'),
      debug: () => undefined,
    },
  }
}
