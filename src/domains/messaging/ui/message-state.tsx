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
import type { MessageKind, MessageState } from '../kinds'

const LOOKS: Record<MessageState, { icon: LucideIcon; tone: Tone; label: string }> = {
  pendente: { icon: Clock, tone: 'neutral', label: 'Na fila' },
  enviando: { icon: SendHorizontal, tone: 'neutral', label: 'Enviando' },
  enviada: { icon: Check, tone: 'jade', label: 'Enviada' },
  entregue: { icon: CheckCheck, tone: 'jade', label: 'Entregue' },
  lida: { icon: CheckCheck, tone: 'jade', label: 'Lida' },
  falhou: { icon: CircleX, tone: 'red', label: 'Falhou' },
  cancelada: { icon: Ban, tone: 'neutral', label: 'Não enviada' },
  incerta: { icon: CircleHelp, tone: 'amber', label: 'Incerta' },
  recebida: { icon: MessageSquareReply, tone: 'neutral', label: 'Recebida' },
}

export const STATE_OPTIONS = Object.entries(LOOKS).map(([value, { label }]) => ({ value, label }))

/** Where a message stands; `why` is the reason that the queue gives. */
export function MessageStateMark({ state, why }: { state: MessageState; why?: string | null }) {
  const { icon, tone, label } = LOOKS[state]
  return (
    <Status icon={icon} tone={tone} {...(why ? { why } : {})}>
      {label}
    </Status>
  )
}

/** The small ticks under a message of ours, with their word for screen readers. */
export function Ticks({ state }: { state: MessageState }) {
  const { icon: Icon, label, tone } = LOOKS[state]
  return (
    <>
      <Icon size={13} aria-hidden className={tone === 'red' ? 'text-red-ink' : undefined} />
      <span className="sr-only">{label}</span>
    </>
  )
}

export const MESSAGE_KIND_NAMES: Record<MessageKind, string> = {
  carrinho: 'Carrinho',
  pedido: 'Pedido a pagar',
  lead: 'Lead',
  campanha: 'Campanha',
  manual: 'À mão',
  resposta: 'Resposta',
  grupo: 'Grupo',
  status: 'Status',
  recebida: 'Recebida',
}
