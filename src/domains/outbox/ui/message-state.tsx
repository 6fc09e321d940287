import {
  Ban,
  Check,
  CheckCheck,
  CircleHelp,
  CircleX,
  Clock,
  MessageSquareReply,
  SendHorizontal,
  type LucideIcon,
} from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import { MESSAGE_STATE_NAMES, type MessageState } from '../kinds'

/** Icon and tone of each state. */
export const LOOKS: Record<MessageState, { icon: LucideIcon; tone: Tone }> = {
  pendente: { icon: Clock, tone: 'neutral' },
  enviando: { icon: SendHorizontal, tone: 'neutral' },
  enviada: { icon: Check, tone: 'jade' },
  entregue: { icon: CheckCheck, tone: 'jade' },
  lida: { icon: CheckCheck, tone: 'jade' },
  falhou: { icon: CircleX, tone: 'red' },
  cancelada: { icon: Ban, tone: 'neutral' },
  incerta: { icon: CircleHelp, tone: 'amber' },
  recebida: { icon: MessageSquareReply, tone: 'neutral' },
}

export const STATE_OPTIONS = Object.entries(MESSAGE_STATE_NAMES).map(([value, label]) => ({ value, label }))

/** The state of a message; `why` is the reason that the queue gives. */
export function MessageStateMark({ state, why }: { state: MessageState; why?: string | null }) {
  const { icon, tone } = LOOKS[state]
  return (
    <Status icon={icon} tone={tone} {...(why ? { why } : {})}>
      {MESSAGE_STATE_NAMES[state]}
    </Status>
  )
}
