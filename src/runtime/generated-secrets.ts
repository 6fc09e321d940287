import { createHmac, randomBytes } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { readIfThere, writeOnce } from './kept-file'
import { dataDir } from './paths'

const secretsSchema = z.object({
  postgresPassword: z.string().min(1),
  ownerPassword: z.string().min(1),
  appPassword: z.string().min(1),
  nextauthSecret: z.string().min(32),
  encryptionKey: z.string().min(1),
})

export type GeneratedSecrets = z.infer<typeof secretsSchema>

/** Secrets of this installation, made once and kept in `segredos.json` (mode 0600). Losing it loses the sealed passwords. */
export function generatedSecrets(): GeneratedSecrets {
  const file = path.join(dataDir(), 'segredos.json')
  const kept = readIfThere(file) ?? writeOnce(file, JSON.stringify(makeSecrets(), null, 2))
  return secretsSchema.parse(JSON.parse(kept))
}

/** What this installation's portal and Baileys worker share: derived, so that one made earlier has it too. */
export function baileysToken({ nextauthSecret }: Pick<GeneratedSecrets, 'nextauthSecret'>): string {
  return createHmac('sha256', nextauthSecret).update('baileys-worker').digest('hex')
}

function makeSecrets(): GeneratedSecrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex')
  return {
    postgresPassword: hex(24),
    ownerPassword: hex(24),
    appPassword: hex(24),
    nextauthSecret: hex(32),
    encryptionKey: randomBytes(32).toString('base64'),
  }
}
