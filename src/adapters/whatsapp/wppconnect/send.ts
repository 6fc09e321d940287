import { toAppError } from '~/kernel/errors'
import { isSuccess } from '../client'
import { jsonOf, outcomeOfNoAnswer, type Answer, type Gateway, type GatewayRequest } from '../http'
import { bareMessageId, digitsOf } from '../identity'
import { field, idAt, listOf, textAt } from '../loose'
import { contentProblem, fileNameOf } from '../media'
import { later, needsPerson, notSupported, unknown } from '../outcome'
import type { Outcome, Recipient, Refused, SendCommand } from '../port'
import type { WppSession } from './session'

type Request = { path: string; body: Record<string, unknown> }

/**
 * One message to one phone. The server goes on sending even after it has answered 400 or 404, so those prove nothing;
 * therefore the session is checked first, which is the only safe "not now".
 */
export async function sendByWppconnect(
  session: WppSession,
  gateway: Gateway,
  command: SendCommand,
): Promise<Outcome> {
  const request = requestOf(command)
  if ('kind' in request) return request
  let ready: GatewayRequest
  try {
    const state = await session.client.answer(await session.call('GET', 'check-connection-session'))
    if (state.status === 401) return badToken(session)
    if (!isSuccess(state) || field(jsonOf(state), 'status') !== true)
      return later(
        'desconectada',
        120,
        'connection',
        'A sessão do WPPConnect não está conectada. Confira a conexão.',
      )
    ready = await session.call('POST', request.path, request.body, 60_000)
  } catch (error) {
    const failure = toAppError(error)
    return failure.code === 'SOURCE_UNAVAILABLE'
      ? later('sem-acesso', 60, 'connection', failure.message)
      : needsPerson('acesso', failure.message)
  }
  try {
    const answer = await gateway(ready)
    return answer.status === 401 ? badToken(session) : outcomeOf(answer)
  } catch (error) {
    return outcomeOfNoAnswer(error)
  }
}

function badToken(session: WppSession): Outcome {
  session.forget()
  return needsPerson('401', 'O WPPConnect recusou o acesso. Confira a chave secreta na conexão.')
}

/** The server's chat address: digits and the kind of chat. */
export function chatOf(to: Exclude<Recipient, { kind: 'status' }>): Record<string, unknown> {
  switch (to.kind) {
    case 'phone':
      return { phone: digitsOf(to.e164), isGroup: false }
    case 'jid':
      return { phone: to.jid.split('@')[0], isGroup: false }
    case 'lid':
      return { phone: to.lid.split('@')[0], isGroup: false, isLid: true }
    case 'group':
      return { phone: to.id.split('@')[0], isGroup: true }
  }
}

function requestOf({ to, content }: SendCommand): Request | Refused {
  const problem = contentProblem(content)
  if (problem) return problem
  if (content.kind === 'template')
    return notSupported('Modelos aprovados só existem na API oficial do WhatsApp.')
  if (to.kind === 'status') {
    if (content.kind !== 'text') return notSupported('Pelo WPPConnect só textos vão para o status.')
    return {
      path: 'send-text-storie',
      body: { text: content.text, options: { backgroundColor: '#0275d8', font: 2 } },
    }
  }
  const chat = chatOf(to)
  if (content.kind === 'text') return { path: 'send-message', body: { ...chat, message: content.text } }
  if (!('base64' in content.source))
    return notSupported('O WPPConnect recebe o arquivo, não um link. Anexe o arquivo à mensagem.')
  return {
    path: 'send-file-base64',
    body: {
      ...chat,
      filename: fileNameOf(content),
      caption: content.caption ?? '',
      base64: `data:${content.mimeType};base64,${content.source.base64}`,
    },
  }
}

function outcomeOf(answer: Answer): Outcome {
  const body = jsonOf(answer)
  const code = String(answer.status)
  if (!isSuccess(answer)) {
    const reason = /não existe/.test(textAt(body, 'message') ?? '')
      ? 'O WPPConnect diz que o número não existe, mas pode ter enviado a mensagem. Confira no celular.'
      : 'O WPPConnect respondeu com erro e pode ter enviado a mensagem.'
    return unknown(code, reason)
  }
  const [first] = [field(body, 'response')].flatMap((part) =>
    Array.isArray(part) ? listOf(part).flat(2) : [part],
  )
  const id = idAt(first, 'id') ?? textAt(first, 'key', 'id')
  return id
    ? { kind: 'accepted', providerMessageId: bareMessageId(id) }
    : unknown('sem-id', 'O WPPConnect recebeu a mensagem e não disse o código dela.')
}
