import { z } from 'zod'

/** Address of a gateway, without a trailing slash. Every call checks whether the host may be reached. */
export const gatewayUrl = z
  .url('Informe o endereço completo do serviço, como https://waha.sualoja.com.br.')
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  }, 'Informe só o endereço, começando com https://, sem usuário, senha ou parâmetros.')
  .transform((text) => text.replace(/\/+$/, ''))

/** Name of a session or instance at the gateway. One session belongs to one connection (t-42). */
export const sessionName = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,64}$/,
    'Use até 64 letras sem acento, números, hífen ou sublinhado no nome da sessão.',
  )

/** A pasted key or token: no spaces or line breaks inside. */
export function secretText(what: string, shortest = 8) {
  return z
    .string()
    .trim()
    .min(shortest, `${what} precisa de ao menos ${String(shortest)} caracteres.`)
    .max(4096, `${what} é longa demais.`)
    .regex(/^[\x21-\x7e]+$/, `${what} não pode ter espaços nem acentos.`)
}
