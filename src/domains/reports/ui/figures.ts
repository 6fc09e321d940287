import { formatMoney } from '~/kernel/money-text'

/** One bar of the revenue chart: a day or a month. Centavos; `net` is gross minus refunds. */
export type RevenuePoint = {
  label: string
  full: string
  gross: number
  refunds: number
  net: number
  orders: number
}

/** One step of the recovery funnel, with the list behind it. */
export type FunnelStep = {
  label: string
  hint: string
  count: number
  centavos: number
  href: string
  main: boolean
}

/** Orders of one state. `uf` null: no state on the order. */
export type UfFigure = { uf: string | null; orders: number; centavos: number }

const compacts = new Map<string, Intl.NumberFormat>()

/** Centavos short enough for an axis: `R$ 12,5 mil`, `R$ 260`, `R$ 2,50`: never a single decimal of a real. */
export function shortMoney(centavos: number, currency: string): string {
  if (Math.abs(centavos) < 10_000) return formatMoney(centavos, currency).replace(/,00$/, '')
  let compact = compacts.get(currency)
  if (!compact) {
    const look = { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 } as const
    compact = new Intl.NumberFormat('pt-BR', { style: 'currency', currency, ...look })
    compacts.set(currency, compact)
  }
  const units = Math.abs(centavos) < 100_000 ? Math.round(centavos / 100) : centavos / 100
  return compact.format(units).replace(/\u00a0/g, ' ')
}

/** Destinations of the bars that carry their value: the highest, and the last where it stands well apart; none of zero or below. */
export function labelledBars(points: readonly Pick<RevenuePoint, 'net'>[]): ReadonlySet<number> {
  const highest = Math.max(0, ...points.map((point) => point.net))
  const top = points.findIndex((point) => point.net === highest)
  const last = points.length - 1
  const places = last - top > points.length / 8 ? [top, last] : [top]
  return new Set(places.filter((place) => (points[place]?.net ?? 0) > 0))
}

/**
 * Round values from zero to the first step above `highest`, at most five: an axis that reads well.
 * All zero: a single zero.
 */
export function ticksTo(highest: number): number[] {
  if (highest <= 0) return [0]
  const rough = highest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  const count = Math.ceil(highest / step)
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}
