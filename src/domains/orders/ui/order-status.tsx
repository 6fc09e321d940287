import { BadgeCheck, CircleDollarSign, CircleSlash, Package, Undo2, type LucideIcon } from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import { orderStatusName } from '../texts'

const LOOKS: Record<string, { icon: LucideIcon; tone: Tone }> = {
  completed: { icon: BadgeCheck, tone: 'jade' },
  processing: { icon: Package, tone: 'jade' },
  pending: { icon: CircleDollarSign, tone: 'amber' },
  'on-hold': { icon: CircleDollarSign, tone: 'amber' },
  refunded: { icon: Undo2, tone: 'red' },
  failed: { icon: CircleSlash, tone: 'red' },
  cancelled: { icon: CircleSlash, tone: 'neutral' },
  trash: { icon: CircleSlash, tone: 'neutral' },
  deleted: { icon: CircleSlash, tone: 'neutral' },
}

/** An order's status; one of the shop's own looks neutral. */
export function OrderStatusMark({ status }: { status: string }) {
  const { icon, tone } = LOOKS[status] ?? { icon: Package, tone: 'neutral' }
  return (
    <Status icon={icon} tone={tone}>
      {orderStatusName(status)}
    </Status>
  )
}
