'use client'
import { MESSAGE_STATE_NAMES, type MessageState } from '../kinds'
import { LOOKS } from './message-state'
import { useWorkerStopped } from '~/domains/channels/ui/worker-stopped'

/** The small ticks under a message of ours, with their label for screen readers; one that can't leave now says why. */
export function Ticks({ state }: { state: MessageState }) {
  const { icon: Icon, tone } = LOOKS[state]
  const waits = useWorkerStopped() && (state === 'pendente' || state === 'enviando')
  return (
    <>
      <Icon size={13} aria-hidden className={tone === 'red' ? 'text-red-ink' : undefined} />
      {waits ? <span>Esperando o trabalhador, que está parado</span> : null}
      <span className="sr-only">{MESSAGE_STATE_NAMES[state]}</span>
    </>
  )
}
