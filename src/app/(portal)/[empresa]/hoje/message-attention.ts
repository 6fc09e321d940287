import { CircleHelp, CircleX, MailWarning, MessagesSquare } from 'lucide-react'
import { formatCount } from '~/kernel/paging'
import { plural } from '~/kernel/plural'
import { openPage } from '../open-page'
import type { Attention } from './attention'

/**
 * Messages that need attention: answers that wait, sends that failed or are uncertain. The line over the page says what is
 * stopped.
 */
export async function messageAttention(slug: string): Promise<Attention[]> {
  const { caller } = await openPage(slug)
  const of = (state: 'incerta' | 'falhou') =>
    caller.messaging.messages.list({ empresa: slug, state, period: '7dias', size: 1 })
  const [connections, unread, uncertain, failed] = await Promise.all([
    caller.messaging.connections.list({ empresa: slug }),
    caller.conversations.unread({ empresa: slug }),
    of('incerta'),
    of('falhou'),
  ])
  return [
    ...connections
      .filter(({ failedEvents }) => failedEvents > 0)
      .map(({ id, name, failedEvents }) => ({
        href: `/${slug}/whatsapp/${id}`,
        icon: MailWarning,
        text: `${plural(failedEvents, 'aviso', 'avisos')} do WhatsApp “${name}” sem leitura`,
        hint: 'Pode faltar uma resposta ou uma confirmação: confira no celular e avise quem cuida do servidor',
        urgent: false,
      })),
    ...(unread > 0
      ? [
          {
            href: `/${slug}/conversas?unread=sim`,
            icon: MessagesSquare,
            text: plural(unread, 'conversa não lida', 'conversas não lidas'),
            hint: 'Quem escreveu espera uma resposta',
            urgent: true,
          },
        ]
      : []),
    ...(uncertain.total.count > 0
      ? [
          {
            href: `/${slug}/mensagens?state=incerta&periodo=7dias`,
            icon: CircleHelp,
            text: formatCount(uncertain.total, 'mensagem incerta', 'mensagens incertas'),
            hint: 'Sem saber se chegou: confira no celular e decida',
            urgent: true,
          },
        ]
      : []),
    ...(failed.total.count > 0
      ? [
          {
            href: `/${slug}/mensagens?state=falhou&periodo=7dias`,
            icon: CircleX,
            text: formatCount(failed.total, 'mensagem falhou', 'mensagens falharam'),
            hint: 'Nos últimos 7 dias, com o motivo de cada uma',
            urgent: false,
          },
        ]
      : []),
  ]
}
