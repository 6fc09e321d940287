import type { Role } from '~/kernel/trpc'

const HEIGHT: Record<Role, number> = { viewer: 0, operator: 1, admin: 2, owner: 3 }

/** owner > admin > operator > viewer. */
export function reaches(role: Role, minimum: Role): boolean {
  return HEIGHT[role] >= HEIGHT[minimum]
}

type Window = { seconds: number; failures: number }

/** Failures that an account, and an address, may have inside each sliding window. An address serves several users. */
export type Limits = Record<'account' | 'address', Window[]>
export const LIMITS: Limits = {
  account: [
    { seconds: 15 * 60, failures: 5 },
    { seconds: 24 * 3600, failures: 30 },
  ],
  address: [
    { seconds: 15 * 60, failures: 25 },
    { seconds: 24 * 3600, failures: 250 },
  ],
}

/** Links for a new password: what an e-mail, and an address, may ask for. */
export const LINK_LIMITS: Limits = {
  account: [
    { seconds: 15 * 60, failures: 3 },
    { seconds: 24 * 3600, failures: 10 },
  ],
  address: [
    { seconds: 15 * 60, failures: 20 },
    { seconds: 24 * 3600, failures: 100 },
  ],
}

/** Users that an empresa, and an address, may invite. */
export const INVITE_LIMITS: Limits = {
  account: [{ seconds: 24 * 3600, failures: 50 }],
  address: [{ seconds: 24 * 3600, failures: 100 }],
}

/** Empresas that a user, and an address, may make. */
export const FOUND_LIMITS: Limits = {
  account: [{ seconds: 24 * 3600, failures: 5 }],
  address: [{ seconds: 24 * 3600, failures: 20 }],
}

/** How long a link works: asked for by oneself, or sent with an invitation. */
export const LINK_SECONDS = 60 * 60
export const INVITE_SECONDS = 7 * 24 * 3600

/** Longest window: older tries decide nothing and may be deleted. */
export const OLDEST_SECONDS = 24 * 3600

/** Seconds until another try is allowed, 0 for now. `failures` newest first. */
export function secondsToWait(failures: Date[], windows: Window[], now: Date): number {
  const waits = windows.map(({ seconds, failures: limit }) => {
    const decisive = failures[limit - 1]
    return decisive ? seconds - (now.getTime() - decisive.getTime()) / 1000 : 0
  })
  return Math.ceil(Math.max(0, ...waits))
}

/** "40 segundos", "12 minutos", "3 horas". */
export function waitInWords(seconds: number): string {
  const say = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (seconds < 60) return say(seconds, 'segundo')
  if (seconds < 3600) return say(Math.ceil(seconds / 60), 'minuto')
  return say(Math.ceil(seconds / 3600), 'hora')
}
