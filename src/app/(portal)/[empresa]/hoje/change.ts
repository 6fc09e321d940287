import type { Dashboard } from '~/domains/reports/schema'
import type { Change } from '~/ui/card'

/**
 * How a figure moved against the same number of days before. Undefined when there is nothing to compare with.
 * `moreIsGood` null: neither way is good.
 */
export function changeOf(
  now: number,
  before: number | undefined,
  moreIsGood: boolean | null = true,
): Change | undefined {
  if (before === undefined || before === 0) return undefined
  const share = (now - before) / Math.abs(before)
  const size = Math.abs(share).toLocaleString('pt-BR', { style: 'percent', maximumFractionDigits: 0 })
  if (Math.abs(share) < 0.005) return { label: 'igual', direction: 'same', good: null }
  const up = share > 0
  const good = moreIsGood === null ? null : up === moreIsGood
  return { label: `${up ? '+' : '−'}${size}`, direction: up ? 'up' : 'down', good }
}

/** The same for rates, in points of percentage. */
export function pointsOf(now: number | null, before: number | null | undefined): Change | undefined {
  if (now === null || before === null || before === undefined) return undefined
  const points = (now - before) * 100
  if (Math.abs(points) < 0.05) return { label: 'igual', direction: 'same', good: null }
  const size = Math.abs(points).toLocaleString('pt-BR', { maximumFractionDigits: 1 })
  return {
    label: `${points > 0 ? '+' : '−'}${size} p.p.`,
    direction: points > 0 ? 'up' : 'down',
    good: points > 0,
  }
}

/**
 * The period before, for what is only known once every cart is decided: with some still open, nearly all that is decided
 * came back, and any comparison with a closed period would flatter.
 */
export function decidedBefore({ figures, before }: Dashboard): Dashboard['figures'] | undefined {
  const { aguardando, em_compra } = figures.carts
  return aguardando.count + em_compra.count === 0 ? before?.figures : undefined
}
