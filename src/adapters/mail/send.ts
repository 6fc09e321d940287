import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { env } from '~/env'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { isLocalName } from '~/kernel/public-host'

export type Mail = { to: string; subject: string; text: string }
export type SendMail = (mail: Mail) => Promise<void>

const PATIENCE_MS = 15_000

/**
 * Sends through RETOMA_SMTP_URL, never unencrypted to another machine; without it, writes the message to a private file
 * for the operator. @throws AppError SOURCE_UNAVAILABLE when the server doesn't accept it.
 */
export const sendMail: SendMail = async (mail) => {
  const { RETOMA_SMTP_URL: url, RETOMA_MAIL_FROM: from } = env()
  if (!url) return keep({ from, ...mail })
  const { hostname, protocol } = new URL(url)
  const transport = createTransport({
    url,
    requireTLS: protocol === 'smtp:' && !isLocalName(hostname),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({ from, ...mail })
  } catch (cause) {
    throw new AppError('SOURCE_UNAVAILABLE', 'O servidor de e-mail não aceitou a mensagem.', { cause })
  } finally {
    transport.close()
  }
}

async function keep({ from, to, subject, text }: Mail & { from: string }): Promise<void> {
  const folder = path.resolve(env().RETOMA_DATA_DIR, 'correio')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${randomUUID()}.txt`)
  await writeFile(file, `De: ${from}\nPara: ${to}\nAssunto: ${subject}\n\n${text}\n`, { mode: 0o600 })
  log('mail').warn({ file }, 'no RETOMA_SMTP_URL: the message was written to a file')
}
