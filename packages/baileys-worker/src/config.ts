import { env } from 'node:process'
import { z } from 'zod'

const shape = z.object({
  /** The portal's own variables, so that one settings file serves both. */
  NEXTAUTH_URL: z.url().default('http://localhost:3000'),
  RETOMA_BAILEYS_TOKEN: z.string().min(32),
  RETOMA_BAILEYS_URL: z.url().default('http://127.0.0.1:4390'),
  /** Address to listen on, when not this machine's own. */
  RETOMA_BAILEYS_HOST: z.string().default('127.0.0.1'),
  RETOMA_BAILEYS_LEASE_SECONDS: z.coerce.number().int().min(3).max(120).default(30),
  /** The mock server of the tests. Unset: WhatsApp. */
  RETOMA_BAILEYS_WEB_SOCKET: z.url().optional(),
})

export type Config = {
  portalUrl: string
  token: string
  host: string
  port: number
  leaseSeconds: number
  webSocketUrl: string | null
}

/** The worker's settings. @throws ZodError naming the variables that are wrong. */
export function readConfig(values: Record<string, string | undefined> = env): Config {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const settings = shape.parse(given)
  return {
    portalUrl: settings.NEXTAUTH_URL.replace(/\/+$/, ''),
    token: settings.RETOMA_BAILEYS_TOKEN,
    host: settings.RETOMA_BAILEYS_HOST,
    port: Number(new URL(settings.RETOMA_BAILEYS_URL).port || 4390),
    leaseSeconds: settings.RETOMA_BAILEYS_LEASE_SECONDS,
    webSocketUrl: settings.RETOMA_BAILEYS_WEB_SOCKET ?? null,
  }
}
