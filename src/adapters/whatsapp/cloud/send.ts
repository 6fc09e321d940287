import { isSuccess } from '../client'
import { jsonOf, outcomeOfNoAnswer, type Answer, type Gateway } from '../http'
import { digitsOf } from '../identity'
import { field, textAt } from '../loose'
import { contentProblem, fileNameOf } from '../media'
import { later, notSupported, refused, unknown } from '../outcome'
import type { Content, OutgoingMedia, Outcome, Recipient, Refused, SendCommand } from '../port'
import type { CloudConfig } from './config'
import { metaFailure } from './errors'

/** One message by Meta's API. It takes no id of ours: without an answer only the status webhook reports the outcome. */
export async function sendByCloud(
  config: CloudConfig,
  gateway: Gateway,
  command: SendCommand,
): Promise<Outcome> {
  const to = addressOf(command.to)
  if (typeof to !== 'string') return to
  const part = partOf(command.content)
  if (isRefused(part)) return part
  try {
    const answer = await gateway({
      method: 'POST',
      path: `/${config.version}/${config.phoneNumberId}/messages`,
      headers: { authorization: `Bearer ${config.accessToken}` },
      body: { messaging_product: 'whatsapp', recipient_type: 'individual', to, ...part },
    })
    return outcomeOf(answer)
  } catch (error) {
    return outcomeOfNoAnswer(error)
  }
}

/** The parts that Meta takes have a `type`, never a `kind`. */
type Part = { type: string; [name: string]: unknown }

function isRefused(part: Part | Refused): part is Refused {
  return 'kind' in part
}

function addressOf(to: Recipient): string | Refused {
  switch (to.kind) {
    case 'phone':
      return digitsOf(to.e164)
    case 'jid':
      return to.jid.split('@')[0] ?? ''
    case 'lid':
      return refused('sem-telefone', 'barred', 'A API oficial precisa do telefone deste contato.')
    case 'group':
    case 'status':
      return notSupported('A API oficial não publica em grupos nem no status.')
  }
}

function partOf(content: Content): Part | Refused {
  const problem = contentProblem(content)
  if (problem) return problem
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: /https?:\/\//.test(content.text) } }
    case 'media':
      return mediaOf(content)
    case 'template': {
      const parameters = content.parameters.map((text) => ({ type: 'text', text }))
      const components = parameters.length > 0 ? { components: [{ type: 'body', parameters }] } : {}
      return {
        type: 'template',
        template: {
          name: content.name,
          language: { policy: 'deterministic', code: content.language },
          ...components,
        },
      }
    }
  }
}

function mediaOf(content: OutgoingMedia): Part | Refused {
  if (!('url' in content.source))
    return notSupported('A API oficial recebe arquivos por endereço. Publique o arquivo e informe o link.')
  const caption = content.caption === null ? {} : { caption: content.caption }
  const filename = content.media === 'document' ? { filename: fileNameOf(content) } : {}
  return { type: content.media, [content.media]: { link: content.source.url, ...caption, ...filename } }
}

function outcomeOf(answer: Answer): Outcome {
  const body = jsonOf(answer)
  if (isSuccess(answer)) {
    const id = textAt(body, 'messages', 0, 'id')
    return id
      ? { kind: 'accepted', providerMessageId: id }
      : unknown('sem-id', 'A Meta recebeu a mensagem e não disse o código dela.')
  }
  const code = field(body, 'error', 'code')
  // A message on which Meta itself failed may have been sent all the same, whatever the code.
  if (typeof code === 'number' && answer.status >= 500)
    return unknown(String(code), 'A Meta respondeu com erro e pode ter enviado a mensagem.')
  if (typeof code === 'number') {
    const known = metaFailure(code, answer.retryAfterSeconds)
    if (known) return known
    // The API rejects with 4xx before it accepts a message; the codes of its own failures prove nothing.
    if (answer.status >= 400 && ![1, 2, 131000].includes(code))
      return refused(String(code), 'content', `A Meta recusou a mensagem (código ${String(code)}).`)
    return unknown(String(code), 'A Meta respondeu com erro e pode ter enviado a mensagem.')
  }
  if (answer.status === 429)
    return later(
      '429',
      answer.retryAfterSeconds ?? 30,
      'connection',
      'A Meta pediu para enviar mais devagar.',
    )
  return unknown(String(answer.status), 'A Meta respondeu com erro e pode ter enviado a mensagem.')
}
