import { env } from '~/env'

/** Idle time after which a session ends. */
export const SESSION_SECONDS = 2 * 60 * 60
/** A session ends this long after signing in, however much it is used: records of ended ones can then be deleted. */
export const SESSION_MAX_SECONDS = 30 * 24 * 60 * 60
/** A session that is in use is renewed when its token is older than this. */
export const RENEW_AFTER_SECONDS = 5 * 60

/** Says that the user was active in the last minutes; written by ui/frame/attendance, which may not import this. */
export const ATTENDED_COOKIE = 'retoma-presente'

/** True when browsers reach the portal by https: cookies are then marked Secure, and HSTS is sent. */
export function isHttps(): boolean {
  return env().NEXTAUTH_URL.startsWith('https://')
}

/** Name and flags of the session cookie; the one place that decides them. */
export function sessionCookie() {
  const secure = isHttps()
  return {
    name: `${secure ? '__Secure-' : ''}next-auth.session-token`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure } as const,
  }
}

/** The secret that seals session tokens. @throws when it isn't set. */
export function sessionSecret(): string {
  const { NEXTAUTH_SECRET: secret } = env()
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set')
  return secret
}
