import { z } from 'zod'
import { jsonOf, NoAnswer, outcomeOfNoAnswer, type Answer, type Gateway } from '../http'
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
import type { Content, Outcome, Recipient, Refused, SendCommand } from '../port'
import { digitsOf } from '../identity'
import { WORKER_OFF } from './config'

const said = z.object({
  outcome: z.enum(['accepted', 'later', 'unknown', 'refused']),
  code: z.string().default(''),
})

type Body = { messageId: string; to: { phone: string } | { jid: string }; content: Record<string, string> }

/**
 * One message sent by the worker, under an id derived from ours: its ack finds the message even when the answer was
 * lost.
 */
export async function sendByBaileys(
  gateway: Gateway,
  path: string,
  headers: Record<string, string>,
  command: SendCommand,
): Promise<Outcome> {
  const body = bodyOf(command)
  if ('kind' in body) return body
  const { messageId } = body
  try {
    const milliseconds = command.content.kind === 'media' ? 60_000 : 20_000
    return outcomeOf(await gateway({ method: 'POST', path, headers, body, milliseconds }), messageId)
  } catch (error) {
    if (error instanceof NoAnswer && !error.sent) return later(error.code, 60, 'connection', WORKER_OFF)
    return outcomeOfNoAnswer(error, messageId)
  }
}

function bodyOf({ clientMessageId, to, content }: SendCommand): Body | Refused {
  const problem = contentProblem(content)
  if (problem) return problem
  if (to.kind === 'status')
    return notSupported('Pelo Baileys ainda não se publica no status. Use outra conexão para o status.')
  const carried = carriedOf(content)
  if (!('fields' in carried)) return carried
  return { messageId: messageIdFrom(clientMessageId), to: addressOf(to), content: carried.fields }
}

/** The worker looks up a bare phone: the login may have twelve digits (t-44). */
function addressOf(to: Exclude<Recipient, { kind: 'status' }>): Body['to'] {
  switch (to.kind) {
    case 'phone':
      return { phone: digitsOf(to.e164) }
    case 'jid':
      return { jid: to.jid }
    case 'lid':
      return { jid: to.lid }
    case 'group':
      return { jid: to.id }
  }
}

function carriedOf(content: Content): { fields: Record<string, string> } | Refused {
  switch (content.kind) {
    case 'text':
      return { fields: { text: content.text } }
    case 'template':
      return notSupported('Modelos aprovados só existem na API oficial do WhatsApp.')
    case 'media': {
      // The worker fetches nothing: an address given by a tenant could point inside the network.
      if ('url' in content.source)
        return notSupported('Pelo Baileys só vai um arquivo enviado ao Retoma, não um endereço.')
      const { media, mimeType, source, caption } = content
      const fields = { media, mimeType, base64: source.base64, fileName: fileNameOf(content) }
      return { fields: caption === null ? fields : { ...fields, caption } }
    }
  }
}

function outcomeOf(answer: Answer, messageId: string): Outcome {
  const code = String(answer.status)
  switch (answer.status) {
    case 200:
      return saidOf(answer, messageId)
    case 400:
      return refused(code, 'content', 'O Baileys recusou a mensagem. Confira o texto e o arquivo.')
    case 401:
      return needsPerson(code, 'O serviço do Baileys usa outro RETOMA_BAILEYS_TOKEN. Iguale os dois.')
    case 404:
      return later(code, 60, 'connection', 'O Baileys ainda não abriu esta sessão. Confira a conexão.')
    case 413:
      return refused(code, 'content', 'O arquivo é grande demais para o Baileys.')
    default:
      return unknown(code, 'O Baileys respondeu com erro e pode ter enviado a mensagem.', messageId)
  }
}

function saidOf(answer: Answer, messageId: string): Outcome {
  const parsed = said.safeParse(jsonOf(answer))
  const { outcome, code } = parsed.success ? parsed.data : { outcome: 'unknown', code: 'formato' }
  switch (outcome) {
    case 'accepted':
      return { kind: 'accepted', providerMessageId: messageId }
    case 'refused':
      if (code === '463') return reachOutLock()
      return code === 'sem-whatsapp'
        ? notOnWhatsApp(code)
        : refused(code, 'content', 'O Baileys recusou a mensagem. Confira o texto e o arquivo.')
    case 'later':
      return code === 'sem-resposta'
        ? later(code, 300, 'message', 'O WhatsApp não disse se este número existe. Tentaremos de novo.')
        : later(code, 60, 'connection', 'A sessão do Baileys não está conectada. Confira a conexão.')
    default:
      return unknown(code, 'O envio parou no meio. Confira no celular se a mensagem chegou.', messageId)
  }
}
