import { isSuccess } from '../client'
import { jsonOf, outcomeOfNoAnswer, type Answer, type Gateway } from '../http'
import { bareMessageId, digitsOf, readJid } from '../identity'
import { field, idAt, textAt } from '../loose'
import { contentProblem, fileNameOf } from '../media'
import {
  later,
  messageIdFrom,
  needsPerson,
  notOnWhatsApp,
  notSupported,
  reachOutLock,
  refused,
  unknown,
} from '../outcome'
import type { Later, OutgoingMedia, Outcome, Recipient, Refused, SendCommand } from '../port'
import { chatIdOf } from '../chat'
import type { WahaConfig } from './config'

type Request = { path: string; body: Record<string, unknown>; ownId: string | null }

/** One message by WAHA; 201 only means that WAHA accepted it. */
export async function sendByWaha(
  config: WahaConfig,
  gateway: Gateway,
  command: SendCommand,
): Promise<Outcome> {
  const problem = contentProblem(command.content)
  if (problem) return problem
  const to = await loginOf(config, gateway, command.to)
  if (to.kind === 'later' || to.kind === 'refused') return to
  const request = requestOf(config, { ...command, to })
  if ('kind' in request) return request
  try {
    const { path, body, ownId } = request
    const answer = await gateway({
      method: 'POST',
      path,
      headers: { 'x-api-key': config.apiKey },
      body,
      milliseconds: command.content.kind === 'media' ? 60_000 : 20_000,
    })
    return outcomeOf(answer, ownId)
  } catch (error) {
    return outcomeOfNoAnswer(error, request.ownId)
  }
}

/**
 * The login of a phone that hasn't written yet: an account from before the ninth digit has twelve, and WAHA silently
 * accepts a message to the other form without delivering it. The look-up sends nothing.
 */
async function loginOf(
  { apiKey, session }: WahaConfig,
  gateway: Gateway,
  to: Recipient,
): Promise<Recipient | Later | Refused> {
  if (to.kind !== 'phone') return to
  const path = `/api/contacts/check-exists?phone=${digitsOf(to.e164)}&session=${session}`
  try {
    const answer = await gateway({
      method: 'GET',
      path,
      headers: { 'x-api-key': apiKey },
      milliseconds: 10_000,
    })
    const body = jsonOf(answer)
    if (isSuccess(answer) && field(body, 'numberExists') === false) return notOnWhatsApp('sem-whatsapp')
    const login = isSuccess(answer) ? readJid(textAt(body, 'chatId')) : null
    if (login?.kind === 'person') return { kind: 'jid', jid: login.jid }
    if (login?.kind === 'lid') return login
    const trouble = isSuccess(answer) ? null : outcomeOf(answer, null)
    // An engine that can't look it up leaves the phone as it is.
    return trouble?.kind === 'later' ? trouble : to
  } catch (error) {
    const outcome = outcomeOfNoAnswer(error)
    return outcome.kind === 'unknown'
      ? later(outcome.code, 60, 'connection', 'O WAHA não respondeu a tempo. Nada foi enviado.')
      : outcome
  }
}

function requestOf(config: WahaConfig, command: SendCommand): Request | Refused {
  const { content, to } = command
  if (content.kind === 'template')
    return notSupported('Modelos aprovados só existem na API oficial do WhatsApp.')
  const { session, engine } = config
  if (to.kind === 'status') return storyOf(session, content)
  const chatId = chatIdOf(to)
  if (content.kind === 'text') {
    const ownId = engine === 'NOWEB' || engine === 'GOWS' ? messageIdFrom(command.clientMessageId) : null
    return {
      path: '/api/sendText',
      ownId,
      body: { session, chatId, text: content.text, ...(ownId ? { id: ownId } : {}) },
    }
  }
  const caption = content.caption === null ? {} : { caption: content.caption }
  const file = fileOf(content)
  const path = { image: 'sendImage', document: 'sendFile', video: 'sendVideo', audio: 'sendVoice' }[
    content.media
  ]
  const convert = content.media === 'video' || content.media === 'audio' ? { convert: true } : {}
  return { path: `/api/${path}`, ownId: null, body: { session, chatId, file, ...caption, ...convert } }
}

function storyOf(
  session: string,
  content: Exclude<SendCommand['content'], { kind: 'template' }>,
): Request | Refused {
  const path = (kind: string) => `/api/${session}/status/${kind}`
  if (content.kind === 'text')
    return {
      path: path('text'),
      ownId: null,
      body: { text: content.text, backgroundColor: '#38b42f', font: 0 },
    }
  const caption = content.caption === null ? {} : { caption: content.caption }
  const file = fileOf(content)
  switch (content.media) {
    case 'image':
      return { path: path('image'), ownId: null, body: { file, ...caption } }
    case 'video':
      return { path: path('video'), ownId: null, body: { file, ...caption, convert: true } }
    case 'audio':
      return { path: path('voice'), ownId: null, body: { file, convert: true, backgroundColor: '#38b42f' } }
    case 'document':
      return notSupported('O status do WhatsApp não recebe documentos. Use uma imagem ou um vídeo.')
  }
}

function fileOf(content: OutgoingMedia): Record<string, string> {
  const { media, mimeType, source } = content
  if ('base64' in source) return { mimetype: mimeType, filename: fileNameOf(content), data: source.base64 }
  // A voice message from an address has no name.
  return {
    mimetype: mimeType,
    url: source.url,
    ...(media === 'audio' ? {} : { filename: fileNameOf(content) }),
  }
}

function outcomeOf(answer: Answer, ownId: string | null): Outcome {
  const body = jsonOf(answer)
  if (isSuccess(answer)) {
    const id = idAt(body, 'id') ?? textAt(body, 'key', 'id') ?? textAt(body, 'id', 'id')
    if (id) return { kind: 'accepted', providerMessageId: bareMessageId(id) }
    return ownId
      ? { kind: 'accepted', providerMessageId: ownId }
      : unknown('sem-id', 'O WAHA recebeu a mensagem e não disse o código dela.')
  }
  const code = String(answer.status)
  switch (answer.status) {
    case 400:
      return refused(code, 'content', 'O WAHA recusou a mensagem. Confira o texto e o arquivo.')
    case 401:
    case 403:
      return needsPerson(code, 'O WAHA recusou a chave da API. Confira a chave na conexão.')
    case 404:
      return needsPerson(code, 'O WAHA não conhece esta sessão. Conecte de novo.')
    case 413:
      return refused(code, 'content', 'O arquivo é grande demais para o WAHA.')
    case 422:
      // A session that isn't working answers with the states that it expected; anything else is a bad request.
      return /"expected"|session status/i.test(answer.text)
        ? later(code, 120, 'connection', 'A sessão do WAHA não está conectada. Confira a conexão.')
        : refused(code, 'content', 'O WAHA recusou a mensagem. Confira o texto e o destinatário.')
    case 429:
      return later(code, answer.retryAfterSeconds ?? 60, 'connection', 'O WAHA pediu para esperar.')
  }
  if (/error 463\b/.test(answer.text)) return reachOutLock()
  // The address look-up precedes the send.
  if (/no lid found/i.test(answer.text))
    return later(
      'sem-lid',
      3600,
      'message',
      'O WAHA ainda não achou este contato no WhatsApp. A mensagem será tentada de novo.',
    )
  return unknown(code, 'O WAHA respondeu com erro e pode ter enviado a mensagem.', ownId)
}
