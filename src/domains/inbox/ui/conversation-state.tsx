import { CircleCheck, Clock, UserRound, type LucideIcon } from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import { CONVERSATION_STATE_NAMES, type ConversationState } from '../states'

const LOOKS: Record<ConversationState, { icon: LucideIcon; tone: Tone }> = {
  aguardando: { icon: Clock, tone: 'amber' },
  em_atendimento: { icon: UserRound, tone: 'jade' },
  encerrada: { icon: CircleCheck, tone: 'neutral' },
}

/** State of a conversation. */
export function ConversationMark({ status }: { status: ConversationState }) {
  const { icon, tone } = LOOKS[status]
  return (
    <Status icon={icon} tone={tone}>
      {CONVERSATION_STATE_NAMES[status]}
    </Status>
  )
}
