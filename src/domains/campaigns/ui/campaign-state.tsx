import { Ban, CircleCheck, CirclePause, PencilLine, SendHorizontal, type LucideIcon } from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import { CAMPAIGN_STATE_NAMES, type CampaignState } from '../schema'

const LOOKS: Record<CampaignState, { icon: LucideIcon; tone: Tone }> = {
  rascunho: { icon: PencilLine, tone: 'neutral' },
  enviando: { icon: SendHorizontal, tone: 'jade' },
  pausada: { icon: CirclePause, tone: 'amber' },
  cancelada: { icon: Ban, tone: 'neutral' },
  concluida: { icon: CircleCheck, tone: 'jade' },
}

/** State of a campaign. */
export function CampaignMark({ status }: { status: CampaignState }) {
  const { icon, tone } = LOOKS[status]
  return (
    <Status icon={icon} tone={tone}>
      {CAMPAIGN_STATE_NAMES[status]}
    </Status>
  )
}
