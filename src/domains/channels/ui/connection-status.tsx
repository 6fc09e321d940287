import {
  CircleCheck,
  CirclePause,
  CircleX,
  LoaderCircle,
  PlugZap,
  QrCode,
  type LucideIcon,
} from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import type { ConnectionView } from '../schema'

const LOOKS: Record<ConnectionView['status'], { icon: LucideIcon; tone: Tone; label: string }> = {
  desconectada: { icon: PlugZap, tone: 'neutral', label: 'Desconectada' },
  conectando: { icon: LoaderCircle, tone: 'amber', label: 'Conectando' },
  qr: { icon: QrCode, tone: 'amber', label: 'Esperando a leitura' },
  conectada: { icon: CircleCheck, tone: 'jade', label: 'Conectada' },
  falhou: { icon: CircleX, tone: 'red', label: 'Falhou' },
}

/** The status of a channel; a pause hides that it's connected, since nothing goes out. */
export function ConnectionMark({ connection }: { connection: Pick<ConnectionView, 'status' | 'pausedAt'> }) {
  if (connection.pausedAt && connection.status === 'conectada')
    return (
      <Status icon={CirclePause} tone="amber">
        Em pausa
      </Status>
    )
  const { icon, tone, label } = LOOKS[connection.status]
  return (
    <Status icon={icon} tone={tone}>
      {label}
    </Status>
  )
}

const RISK = {
  baixo: { tone: 'jade', label: 'Risco baixo de bloqueio' },
  medio: { tone: 'amber', label: 'Risco médio de bloqueio' },
  alto: { tone: 'red', label: 'Risco alto de bloqueio' },
} as const

/** How close the channel is to being blocked by WhatsApp (ambition 12). */
export function RiskMark({ risk }: { risk: ConnectionView['risk'] }) {
  const { tone, label } = RISK[risk.level]
  return (
    <Status icon={risk.level === 'baixo' ? CircleCheck : CircleX} tone={tone}>
      {label}
    </Status>
  )
}
