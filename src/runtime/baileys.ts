import { execFileSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { childLog, startChild } from './child'
import { baileysToken, generatedSecrets } from './generated-secrets'
import { PROJECT_ROOT } from './paths'

const PACKAGE = path.join(PROJECT_ROOT, 'packages/baileys-worker')

/** Whether the optional package is here, with what it needs. */
export function baileysInstalled(): boolean {
  return existsSync(path.join(PACKAGE, 'node_modules/@whiskeysockets/baileys/package.json'))
}

/** Installs the optional package from npm, nothing else. @throws when npm fails. */
export function installBaileys(): void {
  execFileSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: PACKAGE,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
}

/** What the portal and the worker share; without a database of one's own it is generated. @throws AppError BAD_INPUT */
export function sharedBaileysToken(): string {
  const { RETOMA_BAILEYS_TOKEN: token, DATABASE_URL } = env()
  if (token) return token
  if (DATABASE_URL)
    throw new AppError(
      'BAD_INPUT',
      'Defina RETOMA_BAILEYS_TOKEN, com ao menos 32 caracteres e o mesmo valor que no portal.',
    )
  return baileysToken(generatedSecrets())
}

/** The worker in a process of its own, listening when this resolves. */
export async function startBaileysProcess(portalUrl: string): Promise<ChildProcess> {
  const child = startChild('baileys', ['--import', 'tsx', path.join(PACKAGE, 'src/main.ts')], {
    output: 'pipe',
    env: {
      NEXTAUTH_URL: portalUrl,
      RETOMA_BAILEYS_URL: env().RETOMA_BAILEYS_URL,
      RETOMA_BAILEYS_TOKEN: sharedBaileysToken(),
    },
  })
  const died = once(child, 'exit').then(() => {
    throw new Error(`O serviço do Baileys não iniciou; veja ${childLog('baileys')}.`)
  })
  died.catch(() => undefined)
  await Promise.race([once(createInterface({ input: child.stdout as Readable }), 'line'), died])
  return child
}
