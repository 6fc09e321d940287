import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { env } from '~/env'
import { AppError } from './errors'

const VERSION = 'v1'

function key(): Buffer {
  const value = env().RETOMA_ENCRYPTION_KEY
  if (!value)
    throw new AppError('INTERNAL', 'RETOMA_ENCRYPTION_KEY não está definida: segredos não podem ser lidos.')
  return Buffer.from(value, 'base64')
}

/** Seals a secret with AES-256-GCM. `owner` (empresa id) is bound in, so a sealed text moved to another tenant does not open. */
export function seal(secret: string, owner: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key(), iv).setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return [
    VERSION,
    iv.toString('base64'),
    cipher.getAuthTag().toString('base64'),
    body.toString('base64'),
  ].join('.')
}

/** Opens what `seal` made. @throws AppError INTERNAL when the key, the owner or the text is another. */
export function unseal(sealed: string, owner: string): string {
  const [version, iv, tag, body] = sealed.split('.')
  try {
    if (version !== VERSION) throw new Error('unknown version')
    const decipher = createDecipheriv('aes-256-gcm', key(), Buffer.from(iv ?? '', 'base64'))
    decipher.setAAD(Buffer.from(owner)).setAuthTag(Buffer.from(tag ?? '', 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(body ?? '', 'base64')), decipher.final()]).toString(
      'utf8',
    )
  } catch (cause) {
    throw new AppError(
      'INTERNAL',
      'Um segredo guardado não pôde ser aberto: a chave de cifra mudou. Informe a senha de novo.',
      { cause },
    )
  }
}
