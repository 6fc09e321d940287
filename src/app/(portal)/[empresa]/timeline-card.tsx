import { clsx } from 'clsx'
import { Ban, CircleStop, Clock, MessageSquareReply, Send, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { MESSAGE_STATES, type MessageState } from '~/domains/outbox/kinds'
import { MessageStateMark } from '~/domains/outbox/ui/message-state'
import { Card } from '~/ui/card'
import { Moment } from '~/ui/moment-view'
import { Status, type Tone } from '~/ui/status'
import type { Caller } from '~/wiring/caller'
import type { OpenPage } from './open-page'

type Timeline = Awaited<ReturnType<Caller['conversations']['timeline']>>

const DECISIONS: Record<string, { icon: LucideIcon; tone: Tone; label: string }> = {
  enviar: { icon: Send, tone: 'jade', label: 'Decidiu enviar' },
  nao_enviar: { icon: Ban, tone: 'neutral', label: 'Não enviou' },
  adiar: { icon: Clock, tone: 'neutral', label: 'Adiou' },
  parar: { icon: CircleStop, tone: 'neutral', label: 'Parou' },
}
const stateOf = (text: string): MessageState | undefined => MESSAGE_STATES.find((state) => state === text)

/** What was sent to a customer or about one cart, lead or order, what wasn't and why, and what came back (ambition 8). */
export function TimelineCard({ timeline, page }: { timeline: Timeline; page: OpenPage }) {
  return (
    <Card title="Mensagens" hint="O que foi enviado, o que não foi, e por quê." flush>
      {timeline.rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-faint">Nada ainda.</p>
      ) : (
        <ol className="pb-1">
          {timeline.rows.map((row) => {
            const state = stateOf(row.outcome)
            const decision = DECISIONS[row.outcome]
            const conversation = row.conversationId ? `/${page.slug}/conversas?c=${row.conversationId}` : null
            return (
              <li key={`${row.entry}${row.id}`} className="border-t border-line px-4 py-2 text-sm">
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  {row.direction === 'in' ? (
                    <Status icon={MessageSquareReply}>Recebida</Status>
                  ) : row.entry === 'mensagem' && state ? (
                    <MessageStateMark state={state} />
                  ) : decision ? (
                    <Status icon={decision.icon} tone={decision.tone}>
                      {decision.label}
                    </Status>
                  ) : null}
                  <span className={clsx('min-w-0 flex-1 text-soft', row.text && 'truncate')}>
                    {row.text ?? row.reason}
                  </span>
                  <span className="text-xs text-faint">
                    <Moment at={row.at} now={page.now} timezone={page.timezone} />
                  </span>
                </div>
                {row.text && row.reason ? <p className="mt-0.5 text-xs text-soft">{row.reason}</p> : null}
                {conversation && row.direction === 'in' ? (
                  <Link
                    href={conversation}
                    className="text-xs text-jade-ink underline max-sm:inline-block max-sm:py-2"
                  >
                    Abrir a conversa
                  </Link>
                ) : null}
              </li>
            )
          })}
        </ol>
      )}
      {timeline.next ? (
        <p className="border-t border-line px-4 py-2 text-xs text-faint">
          As {timeline.rows.length} mais recentes.
        </p>
      ) : null}
    </Card>
  )
}
