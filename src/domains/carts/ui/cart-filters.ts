import { PERIOD_OPTIONS, UF_OPTIONS } from '~/domains/customers/ui/filter-options'
import { valuesOf } from '~/kernel/many'
import type { Filter, View } from '~/ui/list/types'
import { CART_STATUSES, OPEN_CARTS, RECOVERY_KINDS, type CartFilter, type CartStatus } from '../schema'
import { CART_STATUS_NAMES, KIND_NAMES } from '../texts'

const KIND_FILTER: Filter = {
  kind: 'choice',
  param: 'kind',
  many: true,
  label: 'Recuperação',
  options: RECOVERY_KINDS.map((kind) => ({ value: kind, label: KIND_NAMES[kind] })),
  all: 'Todas',
}

/** What became of a cart. */
export const STATUS_OPTIONS = CART_STATUSES.map((status) => ({
  value: status,
  label: CART_STATUS_NAMES[status],
}))
/** How the customer of a cart was written to. */
export const SENT_OPTIONS = [
  { value: 'nenhum', label: 'Nada ainda' },
  { value: 'email', label: 'E-mail' },
  { value: 'whatsapp', label: 'WhatsApp' },
  { value: 'algum', label: 'E-mail ou WhatsApp' },
]

/** Filters of the list of carts; the kind of recovery only where there are recoveries. */
export function cartFilters(shown: Pick<CartFilter, 'status' | 'kind'>): Filter[] {
  return [
    { kind: 'period', label: 'Parado', options: PERIOD_OPTIONS, all: 'Desde o começo' },
    {
      kind: 'choice',
      param: 'status',
      many: true,
      label: 'Situação',
      options: [{ value: OPEN_CARTS, label: 'Em compra ou aguardando' }, ...STATUS_OPTIONS],
      all: 'Todas',
    },
    {
      kind: 'choice',
      param: 'sent',
      many: true,
      label: 'Enviado',
      options: SENT_OPTIONS,
      all: 'Tanto faz',
    },
    ...(valuesOf(shown.status).includes('recuperado') || shown.kind ? [KIND_FILTER] : []),
    { kind: 'choice', param: 'uf', many: true, label: 'UF', options: UF_OPTIONS, all: 'Todas' },
  ]
}

/**
 * A tab for each status with its carts of the search and filters that are shown. `more`: there are more than were counted,
 * and no tab says a count. `shown`: the status in the address; a page that led to the open ones finds their tab.
 */
export function cartViews(
  { carts, more }: { carts: Record<CartStatus, { count: number }>; more: boolean },
  kept: URLSearchParams,
  shown: CartFilter['status'],
): View[] {
  const view = (status: string, label: string, count: number): View => {
    const query = new URLSearchParams(kept)
    if (status) query.set('status', status)
    return { label, query: query.toString(), ...(more ? {} : { count }) }
  }
  const all = CART_STATUSES.reduce((sum, status) => sum + carts[status].count, 0)
  return [
    view('', 'Todos', all),
    ...(valuesOf(shown).join() === OPEN_CARTS
      ? [view(OPEN_CARTS, 'Em aberto', carts.em_compra.count + carts.aguardando.count)]
      : []),
    ...['aguardando' as const, 'em_compra' as const, 'recuperado' as const, 'abandonado' as const].map(
      (status) => view(status, CART_STATUS_NAMES[status], carts[status].count),
    ),
  ]
}
