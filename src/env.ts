import { existsSync } from 'node:fs'
import { createEnv } from '@t3-oss/env-core'
import { z } from 'zod'

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((value) => value === '1' || value === 'true')

/** Every variable of the product. `.env.example` explains each; a test compares the two lists. */
const server = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  /** Role `retoma_app`: owns nothing, cannot bypass row-level security. */
  DATABASE_URL: z.url().optional(),
  /** Role `retoma_owner`: migrations only. */
  DATABASE_OWNER_URL: z.url().optional(),
  /** Folder of the embedded database and of the logs. */
  RETOMA_DATA_DIR: z.string().min(1).default('.retoma'),
  /** Public address of the portal, `https://portal.exemplo.com.br`. */
  NEXTAUTH_URL: z.url().default('http://localhost:3000'),
  NEXTAUTH_SECRET: z.string().min(32).optional(),
  /** 32 bytes in base64: seals connection secrets at rest. */
  RETOMA_ENCRYPTION_KEY: z
    .string()
    .refine((value) => Buffer.from(value, 'base64').length === 32, 'são 32 bytes em base64')
    .optional(),
  /** Set together with both keys: a real Inngest server runs the functions and no embedded engine starts. */
  INNGEST_BASE_URL: z.url().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  /** Where a real Inngest server reaches `/api/inngest`, when that isn't the worker's own loopback port. */
  INNGEST_SERVE_ORIGIN: z.url().optional(),
  /** Where the portal reaches the optional Baileys worker. The operator's, so loopback is fine. */
  RETOMA_BAILEYS_URL: z.url().default('http://127.0.0.1:4390'),
  /** The secret by which the portal and the Baileys worker authenticate each other. */
  RETOMA_BAILEYS_TOKEN: z.string().min(32).optional(),
  /** Lets tenants name private and loopback hosts. For development and closed networks. */
  RETOMA_ALLOW_PRIVATE_HOSTS: flag,
  /** Export files larger than this, unpacked, are rejected. */
  RETOMA_MAX_DUMP_MB: z.coerce.number().int().positive().default(8192),
  /** The demonstration's clock can be moved forward, for everything that the product decides. Never in production. */
  RETOMA_SIMULATED_CLOCK: flag,
  /** Any signed-in user may make an empresa in the browser, and is its owner. */
  RETOMA_OPEN_EMPRESAS: flag,
  /** Where e-mails leave through; without it each is written to a file in RETOMA_DATA_DIR/correio. */
  RETOMA_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Who e-mails come from. */
  RETOMA_MAIL_FROM: z.string().min(3).default('Retoma <nao-responda@localhost>'),
  /** How many reverse proxies stand in front: that many `X-Forwarded-For` entries are believed. */
  RETOMA_TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  RETOMA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Folder for rotated log files; standard error only when unset. */
  RETOMA_LOG_DIR: z.string().optional(),
}

/** Names of every variable, for the test of `.env.example`. */
export const ENV_NAMES = Object.keys(server)

/** Variables that are wrong: the message names each with its reason, and no value. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

type Env = ReturnType<typeof read>
let current: Env | undefined

function read() {
  return createEnv({
    server,
    runtimeEnv: process.env,
    emptyStringAsUndefined: true,
    onValidationError: (issues) => {
      const wrong = issues.map(({ path, message }) => `${String(path?.[0])} (${message})`)
      throw new EnvError(`Há variáveis de ambiente erradas: ${wrong.join('; ')}. Veja .env.example.`)
    },
  })
}

/** The validated environment, read once. @throws EnvError */
export function env(): Env {
  return (current ??= read())
}

/** Settings that the embedded runtime found out by itself; a variable set by the operator wins, an empty one is none. */
export function provideEnv(values: Partial<Record<keyof typeof server, string>>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] ||= value
  current = undefined
}

/** Takes a `.env` into the environment, as Next does by itself: what is set already wins; without the file, nothing. */
export function readEnvFile(file: string): void {
  if (existsSync(file)) process.loadEnvFile(file)
  current = undefined
}

/** Whether the operator (or `provideEnv`) set a variable, rather than its default applying. */
export function isGiven(name: keyof typeof server): boolean {
  return Boolean(process.env[name])
}

/** The environment for a child process of ours: this one plus `extra`. */
export function childEnv(extra: Partial<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra }
}
