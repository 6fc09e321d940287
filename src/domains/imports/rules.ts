import { localDay } from '~/kernel/clock'
import { plural } from '~/kernel/plural'
import type { IdentityQuestion, ImportKind, PartView, RefusedRow } from './schema'

/** Portuguese names, one and many. */
export const KIND_NAMES: Record<ImportKind, { one: string; many: string; title: string }> = {
  leads: { one: 'lead', many: 'leads', title: 'Leads' },
  carts: { one: 'carrinho', many: 'carrinhos', title: 'Carrinhos' },
  orders: { one: 'pedido', many: 'pedidos', title: 'Pedidos' },
  customers: { one: 'cliente', many: 'clientes', title: 'Clientes' },
}

/** `1 pedido`, `1.234 pedidos`. */
export function countOf(kind: ImportKind, count: number): string {
  return plural(count, KIND_NAMES[kind].one, KIND_NAMES[kind].many)
}

type Timed = PartView & { startedAt: Date | null; finishedAt: Date | null }

/**
 * Speed and time left from the counts and how long the kinds have been read.
 * Kinds not begun count with the speed seen so far; unknown sizes make both unknown.
 */
export function progressOf(
  parts: readonly Timed[],
  until: Date,
): { rowsPerSecond: number | null; secondsLeft: number | null; percent: number | null } {
  const seconds = parts.reduce((sum, part) => {
    if (!part.startedAt) return sum
    return sum + Math.max(0, ((part.finishedAt ?? until).getTime() - part.startedAt.getTime()) / 1000)
  }, 0)
  const read = parts.reduce((sum, part) => sum + part.read, 0)
  const rowsPerSecond = seconds > 0 && read > 0 ? read / seconds : null
  const sizes = parts.map((part) => (part.state === 'done' ? part.read : part.expected))
  if (sizes.includes(null)) return { rowsPerSecond, secondsLeft: null, percent: null }
  const whole = parts.reduce((sum, part, index) => sum + Math.max(part.read, sizes[index] ?? 0), 0)
  const percent = whole === 0 ? 100 : Math.floor((read / whole) * 100)
  const secondsLeft = rowsPerSecond === null ? null : Math.ceil((whole - read) / rowsPerSecond)
  return { rowsPerSecond, secondsLeft, percent }
}

/** The summary at the end (imp-7): one line a kind. */
export function summaryOf(parts: readonly PartView[]): string[] {
  return parts.map((part) => {
    const figures = [
      plural(part.created, 'novo', 'novos'),
      plural(part.changed, 'alterado', 'alterados'),
      plural(part.unchanged, 'sem mudança', 'sem mudança'),
      plural(part.refused, 'recusado', 'recusados'),
      ...(part.noted > 0 ? [`${part.noted.toLocaleString('pt-BR')} com ressalva`] : []),
    ]
    return `${KIND_NAMES[part.kind].title}: ${plural(part.read, 'lido', 'lidos')} (${figures.join(', ')})`
  })
}

/** `12 linhas recusadas`, of all kinds of a run. */
export function refusedText(parts: readonly PartView[]): string {
  const count = parts.reduce((sum, part) => sum + part.refused, 0)
  return count === 0 ? 'Linhas recusadas' : plural(count, 'linha recusada', 'linhas recusadas')
}

/** Whether another mapping of the form's fields may let the row in. */
export function isMappable({ kind, reasonCode }: RefusedRow): boolean {
  return kind === 'leads' && reasonCode === 'sem_contato'
}

/** What a run that ended early left behind: nothing that was read is lost. */
export function keptText(parts: readonly PartView[]): string {
  const kept = parts
    .filter((part) => part.read > part.refused)
    .map((part) => countOf(part.kind, part.read - part.refused))
  if (kept.length === 0) return 'Nada foi alterado.'
  return `O que já tinha sido lido ficou guardado: ${kept.join(', ')}. Importar de novo não duplica nada.`
}

/** Seconds until a lost connection is tried again: 5 s doubling up to 10 min. `attempt` counts from 0. */
export function backoffSeconds(attempt: number): number {
  return Math.min(600, 5 * 2 ** Math.min(attempt, 10))
}

/** The local day on which the daily import is due and not yet started, or null. */
export function dueDay(dailyAt: string, timezone: string, now: Date, lastDay: string | null): string | null {
  const today = localDay(now, timezone)
  if (lastDay !== null && lastDay >= today) return null
  const clock = new Intl.DateTimeFormat('pt-BR', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(now)
  return clock >= dailyAt ? today : null
}

/** The question in words: which shop was read until now, and where the connection leads. */
export function shopQuestionText({ before, now, verdict }: Omit<IdentityQuestion, 'at'>): string {
  const from = before ?? 'a loja de antes'
  const to = now ?? 'uma loja sem endereço'
  const what =
    verdict === 'moved'
      ? `Os dados são os mesmos, mas o endereço da loja mudou de ${from} para ${to}.`
      : before === now
        ? `A conexão leva a outra loja no mesmo endereço, ${from}.`
        : `A conexão leva a outra loja: até agora ${from}, e agora ${to}.`
  return `${what} Nada foi lido. Em Conexão, quem administra diz se é a mesma loja.`
}
