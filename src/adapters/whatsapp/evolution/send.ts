import { isSuccess } from '../client'
import { jsonOf, outcomeOfNoAnswer, type Answer, type Gateway } from '../http'
import { digitsOf } from '../identity'
import { field, listOf, textAt } from '../loose'
import { contentProblem, fileNameOf } from '../media'
import { later, needsPerson, notOnWhatsApp, notSupported, reachOutLock, refused, unknown } from '../outcome'
import type { Later, Outcome, Recipient, Refused, SendCommand } from '../port'
import type { EvolutionConfig } from './config'

type Request = { path: string; body: Record<string, unknown> }

/** Validation errors of the request's own schema: nothing was tried. */
const INVALID =
  /requires property|is not (?:one of|of a type|allowed)|does not (?:meet|match|conform)|must (?:be|have|match)|^[\w ]+ is required$/i

/** What to do about Evolution's licence gate. */
export const LICENSE =
  'Este Evolution é 2.4.0 ou mais novo e pede a ativação de uma licença. Ative-a no painel dele ou instale a versão 2.3.7.'

/**
 * The answer of the phone check without a connection: the check precedes the send. Failures of the send itself are 400.
 */
const CLOSED = /^(?:Error: )?Connection Closed$/

/**
 * One message by Evolution; 201 with PENDING only means that Evolution accepted it. Without a connection it answers
 * each kind of message with another error, which proves nothing: therefore the session is checked first.
 */
export async function sendByEvolution(
  config: EvolutionConfig,
  gateway: Gateway,
  command: SendCommand,
): Promise<Outcome> {
  const request = requestOf(config.instance, command)
  if ('kind' in request) return request
  const headers = { apikey: config.apiKey }
  try {
    const path = `/instance/connectionState/${config.instance}`
    const state = await gateway({ method: 'GET', path, headers })
    const trouble = evolutionTrouble(state)
    if (trouble) return trouble
    if (textAt(jsonOf(state), 'instance', 'state') !== 'open') return notConnected()
  } catch (error) {
    const outcome = outcomeOfNoAnswer(error)
    return outcome.kind === 'unknown'
      ? later(outcome.code, 60, 'connection', `${outcome.reason} Nada foi enviado.`)
      : outcome
  }
  try {
    const milliseconds = command.content.kind === 'media' ? 60_000 : 20_000
    return outcomeOf(await gateway({ method: 'POST', headers, milliseconds, ...request }))
  } catch (error) {
    return outcomeOfNoAnswer(error)
  }
}

function notConnected(): Later {
  return later(
    'desconectada',
    120,
    'connection',
    'A instância do Evolution não está conectada. Confira a conexão.',
  )
}

/** Address as Evolution takes it: it tries both forms of a bare phone number, and leaves whole addresses alone. */
export function numberOf(to: Exclude<Recipient, { kind: 'status' }>): string {
  switch (to.kind) {
    case 'phone':
      return digitsOf(to.e164)
    case 'jid':
      return to.jid
    case 'lid':
      return to.lid
    case 'group':
      return to.id
  }
}

function requestOf(instance: string, { to, content }: SendCommand): Request | Refused {
  const problem = contentProblem(content)
  if (problem) return problem
  if (content.kind === 'template')
    return notSupported('Modelos aprovados só existem na API oficial do WhatsApp.')
  if (to.kind === 'status') {
    const allContacts = { allContacts: true }
    if (content.kind === 'text')
      return {
        path: `/message/sendStatus/${instance}`,
        body: { type: 'text', content: content.text, backgroundColor: '#38b42f', font: 1, ...allContacts },
      }
    if (content.media === 'document')
      return notSupported('O status do WhatsApp não recebe documentos. Use uma imagem ou um vídeo.')
    const caption = content.caption === null ? {} : { caption: content.caption }
    const source = 'url' in content.source ? content.source.url : content.source.base64
    return {
      path: `/message/sendStatus/${instance}`,
      body: { type: content.media, content: source, ...caption, ...allContacts },
    }
  }
  const number = numberOf(to)
  if (content.kind === 'text')
    return { path: `/message/sendText/${instance}`, body: { number, text: content.text } }
  return {
    path: `/message/sendMedia/${instance}`,
    body: {
      number,
      mediatype: content.media,
      mimetype: content.mimeType,
      media: 'url' in content.source ? content.source.url : content.source.base64,
      fileName: fileNameOf(content),
      ...(content.caption === null ? {} : { caption: content.caption }),
    },
  }
}

function outcomeOf(answer: Answer): Outcome {
  const body = jsonOf(answer)
  if (isSuccess(answer)) {
    const id = textAt(body, 'key', 'id')
    return id
      ? { kind: 'accepted', providerMessageId: id }
      : unknown('sem-id', 'O Evolution recebeu a mensagem e não disse o código dela.')
  }
  const code = String(answer.status)
  const known = evolutionTrouble(answer)
  if (known) return known
  if (answer.status === 400) {
    const said = listOf(field(body, 'response', 'message')).flat(3)
    if (said.some((entry) => field(entry, 'exists') === false)) return notOnWhatsApp('sem-whatsapp')
    if (said.includes('Contacts not found'))
      return refused(code, 'content', 'O Evolution ainda não conhece contatos para mostrar este status.')
    if (said.some((entry) => typeof entry === 'string' && INVALID.test(entry)))
      return refused(code, 'content', 'O Evolution recusou a mensagem. Confira o texto e o arquivo.')
  }
  if (/\b463\b/.test(answer.text)) return reachOutLock()
  if (answer.status === 500 && CLOSED.test(textAt(body, 'response', 'message') ?? '')) return notConnected()
  if (answer.status === 413) return refused(code, 'content', 'O arquivo é grande demais para o Evolution.')
  // Evolution wraps failures of the send itself, timeouts included, into 400 and 500 alike.
  return unknown(code, 'O Evolution respondeu com erro e pode ter enviado a mensagem.')
}

/** A connection error, whatever the request was; null when it's another error. */
export function evolutionTrouble(answer: Answer): Later | null {
  const code = String(answer.status)
  if (answer.status === 503 && answer.text.includes('LICENSE_REQUIRED'))
    return needsPerson('LICENSE_REQUIRED', LICENSE)
  switch (answer.status) {
    case 401:
    case 403:
      return needsPerson(code, 'O Evolution recusou a chave da API. Confira a chave na conexão.')
    case 404:
      return needsPerson(code, 'O Evolution não conhece esta instância. Conecte de novo.')
    case 429:
      return later(code, answer.retryAfterSeconds ?? 60, 'connection', 'O Evolution pediu para esperar.')
    default:
      return null
  }
}
