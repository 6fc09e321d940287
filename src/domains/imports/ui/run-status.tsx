import { Ban, CircleCheck, CircleX, Hourglass, Loader, RotateCcw, type LucideIcon } from 'lucide-react'
import { Status, type Tone } from '~/ui/status'
import type { ConnectionKind, RunView } from '../schema'

const LOOKS: Record<RunView['status'], { icon: LucideIcon; tone: Tone; label: string }> = {
  queued: { icon: Hourglass, tone: 'neutral', label: 'Na fila' },
  running: { icon: Loader, tone: 'jade', label: 'Importando' },
  paused: { icon: RotateCcw, tone: 'amber', label: 'Tentando de novo' },
  cancelled: { icon: Ban, tone: 'neutral', label: 'Cancelada' },
  done: { icon: CircleCheck, tone: 'jade', label: 'Concluída' },
  failed: { icon: CircleX, tone: 'red', label: 'Falhou' },
}

/** The status of a run. */
export function RunStatusMark({ status }: { status: RunView['status'] }) {
  const { icon, tone, label } = LOOKS[status]
  return (
    <Status icon={icon} tone={tone}>
      {label}
    </Status>
  )
}

export const CONNECTION_NAMES: Record<ConnectionKind, string> = {
  mysql: 'MySQL direto',
  ssh: 'Túnel SSH',
  dump: 'Arquivo de exportação',
}

/** `01/11/2026 a 20/11/2026`, `desde o começo`. Days are `AAAA-MM-DD`. */
export function runPeriodText({ from, to }: Pick<RunView, 'from' | 'to'>): string {
  const text = (day: string) => day.split('-').reverse().join('/')
  if (from && to) return from === to ? text(from) : `${text(from)} a ${text(to)}`
  if (from) return `desde ${text(from)}`
  return to ? `até ${text(to)}` : 'desde o começo'
}

/** True until a run has ended. */
export function isUnderWay(run: Pick<RunView, 'status'>): boolean {
  return run.status === 'queued' || run.status === 'running' || run.status === 'paused'
}
