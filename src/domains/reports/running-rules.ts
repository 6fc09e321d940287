import { addLocalDays, localDay } from '~/kernel/clock'
import { isAway } from '~/domains/channels/rules/away'
import { isLate } from '~/kernel/engine/pulse'
import { plural } from '~/kernel/plural'
import type { Running, RunningItem } from './running-schema'

export type NumberFacts = {
  id: string
  name: string
  status: string
  statusReason: string | null
  downSince: Date | null
  wanted: boolean
  pausedAt: Date | null
  pausedReason: string | null
  waiting: number
}
export type RunningFacts = {
  /** Seconds since a worker was at work; null: never. */
  pulseAge: number | null
  pause: { until: Date; by: string } | null
  numbers: readonly NumberFacts[]
  shop: {
    /** It is read every day by itself. */
    daily: boolean
    /** The start of the last import that read the shop up to its own day. */
    readAt: Date | null
    failedRun: { id: string; message: string | null } | null
    /** An import is queued or running. */
    underWay: boolean
    /** The demonstration: nothing is imported into it. */
    demonstration: boolean
  }
}

/** Past this, data of a shop that is read every day is old: two days that failed, and the time that a read takes. */
export const OLD_HOURS_DAILY = 50
/** The same for a shop whose data a user uploads. */
export const OLD_DAYS_BY_HAND = 7

/** What doesn't run, worst first, as a shop would say it. Pure. */
export function runningOf(facts: RunningFacts, now: Date, timezone: string): Running {
  const say = (at: Date) => momentText(at, now, timezone)
  const { numbers, pause } = facts
  const workerStopped = isLate(facts.pulseAge)
  const items: RunningItem[] = []
  if (workerStopped) {
    const since = facts.pulseAge === null ? null : new Date(now.getTime() - facts.pulseAge * 1000)
    items.push({
      id: 'worker',
      tone: 'red',
      text: `O envio e as importações estão parados${since ? ` desde ${say(since)}` : ''}; nada se perde`,
      hint: 'Tudo espera na fila e continua sozinho. Se não voltar, avise quem cuida do servidor.',
      action: { kind: 'check' },
    })
  }
  for (const number of numbers.filter(isAway))
    items.push({
      id: `away-${number.id}`,
      tone: 'red',
      text: `WhatsApp “${number.name}” fora do ar${number.downSince ? ` desde ${say(number.downSince)}` : ''}`,
      hint:
        number.statusReason ??
        (number.waiting > 0
          ? waitingText(number.waiting)
          : 'Nada sai nem chega por ele até conectar de novo'),
      action: { kind: 'open', href: `whatsapp/${number.id}`, label: 'Ver' },
    })
  if (pause)
    items.push({
      id: 'paused',
      tone: 'amber',
      text: `Envios pausados até ${say(pause.until)}, por ${pause.by}`,
      hint: 'Acompanhamentos, campanhas e publicações esperam; o que você escreve à mão sai',
      action: { kind: 'resume' },
    })
  for (const number of numbers.filter(({ pausedAt }) => pausedAt !== null))
    items.push({
      id: `paused-${number.id}`,
      tone: 'amber',
      text: `Envios pausados no WhatsApp “${number.name}”${number.pausedAt ? ` desde ${say(number.pausedAt)}` : ''}`,
      hint: number.pausedReason,
      action: { kind: 'resumeNumber', id: number.id },
    })
  items.push(...shopItems(facts, now, say))
  return {
    items,
    workerStopped,
    pausedUntil: pause?.until ?? null,
    sends: numbers.length > 0,
  }
}

function shopItems({ shop }: RunningFacts, now: Date, say: (at: Date) => string): RunningItem[] {
  if (shop.demonstration || shop.underWay) return []
  const items: RunningItem[] = []
  if (shop.failedRun)
    items.push({
      id: 'import-failed',
      tone: 'amber',
      text: 'A última importação falhou',
      hint: shop.failedRun.message,
      action: { kind: 'open', href: `importacoes/${shop.failedRun.id}`, label: 'Ver' },
    })
  const limit = shop.daily ? OLD_HOURS_DAILY * HOUR : OLD_DAYS_BY_HAND * 24 * HOUR
  if (shop.readAt && now.getTime() - shop.readAt.getTime() > limit) {
    const days = Math.floor((now.getTime() - shop.readAt.getTime()) / (24 * HOUR))
    items.push({
      id: 'data-old',
      tone: 'amber',
      text: `Os dados da loja são de ${say(shop.readAt)}, há ${plural(days, 'dia', 'dias')}`,
      hint: 'Quem comprou ou parou depois disso não aparece: os números daqui em diante não valem',
      action: { kind: 'open', href: 'importacoes/nova', label: 'Importar agora' },
    })
  }
  return items
}

const HOUR = 3_600_000

function waitingText(count: number): string {
  return plural(count, 'mensagem espera por ele', 'mensagens esperam por ele')
}

/** `18:59` today, `amanhã às 08:00`, else `12/11 às 18:59`; another year is named. */
export function momentText(at: Date, now: Date, timezone: string): string {
  const time = new Intl.DateTimeFormat('pt-BR', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
  const today = localDay(now, timezone)
  const day = localDay(at, timezone)
  if (day === today) return time
  if (day === addLocalDays(today, 1)) return `amanhã às ${time}`
  if (day === addLocalDays(today, -1)) return `ontem às ${time}`
  const [year = '', month = '', date = ''] = day.split('-')
  return year === today.slice(0, 4) ? `${date}/${month} às ${time}` : `${date}/${month}/${year}`
}
