import { DAY_SECONDS, later, needsPerson, notOnWhatsApp, refused } from '../outcome'
import type { Later, Refused } from '../port'

const STOP = { scope: 'connection', seconds: null } as const

/**
 * What a Meta error code means, in an answer as in a later status; null for codes that prove nothing. Only codes
 * decide, never messages or subcodes.
 */
export function metaFailure(code: number, retryAfterSeconds: number | null = null): Later | Refused | null {
  const id = String(code)
  if (code === 190 || code === 10 || code === 3 || (code >= 200 && code <= 299))
    return needsPerson(
      id,
      'A Meta recusou o token de acesso ou a permissão dele. Gere um token novo e salve na conexão.',
    )
  if (code >= 132000 && code <= 132099)
    return refused(
      id,
      'content',
      'A Meta recusou o modelo da mensagem. Confira nome, idioma, parâmetros e se está aprovado.',
    )
  switch (code) {
    case 100:
    case 131008:
    case 131009:
      return refused(id, 'content', 'A Meta recusou um campo da mensagem. Confira o texto e o modelo.')
    case 131051:
    case 131052:
    case 131053:
      return refused(id, 'content', 'A Meta não aceita este tipo de mensagem ou de arquivo.')
    case 131047:
      return refused(
        id,
        'window',
        'Faz mais de 24 horas que o cliente não escreve. Envie um modelo aprovado.',
      )
    case 131026:
      return notOnWhatsApp(id)
    case 131021:
      return refused(id, 'barred', 'Este é o próprio número da conexão.')
    case 131030:
      return refused(
        id,
        'barred',
        'O número de teste da Meta só escreve aos telefones da lista dele. Inclua este no painel ou use o número definitivo.',
      )
    case 131050:
      return refused(
        id,
        'optedOut',
        'O cliente pediu à Meta para não receber mensagens de divulgação desta empresa.',
      )
    case 130472:
      return refused(id, 'barred', 'A Meta não entrega mensagens de divulgação a este cliente.')
    case 131049:
      // Any earlier attempt fails again and counts against the phone number (t-45).
      return later(
        id,
        DAY_SECONDS,
        'message',
        'A Meta limitou as mensagens de divulgação a este cliente. Nova tentativa em um dia.',
      )
    case 131056:
      return later(
        id,
        retryAfterSeconds ?? 60,
        'message',
        'Mensagens demais para este cliente em pouco tempo.',
      )
    case 4:
    case 80007:
    case 130429:
      return later(id, retryAfterSeconds ?? 30, 'connection', 'A Meta pediu para enviar mais devagar.')
    case 131016:
    case 131057:
      return later(
        id,
        retryAfterSeconds ?? 300,
        'connection',
        'O WhatsApp está em manutenção. A mensagem será tentada de novo.',
      )
    case 131048:
      return later(
        id,
        6 * 3600,
        'newContacts',
        'A Meta limitou o número por mensagens marcadas como spam. Conversas novas esperam.',
      )
    case 131031:
    case 368:
      return refused(id, 'connection', 'A Meta bloqueou a conta. Resolva no Gerenciador do WhatsApp.', STOP)
    case 131042:
      return needsPerson(id, 'Há um problema com o pagamento da conta na Meta. Confira a forma de pagamento.')
    case 131037:
    case 131045:
    case 133010:
      return needsPerson(
        id,
        'O número ainda não está registrado na API oficial. Conclua o cadastro no painel da Meta.',
      )
    default:
      return null
  }
}
