import type { ReactNode } from 'react'
import { besideText, formatMoney, type InCurrency } from '~/kernel/money-text'

/** An amount of centavos, with tabular figures. Put it in a column with `align: 'end'`. */
export function Money({ centavos, currency }: { centavos: number | bigint; currency: string }) {
  return <span className="whitespace-nowrap tabular-nums">{formatMoney(centavos, currency)}</span>
}

/** An amount in the shop's own currency; what is in others stands beside it, smaller, and is never cut. */
export function MoneyAndOthers({
  centavos,
  currency,
  others,
}: {
  centavos: number | bigint
  currency: string
  others: readonly InCurrency[] | undefined
}) {
  return (
    <>
      <Money centavos={centavos} currency={currency} />
      {others && others.length > 0 ? (
        <span className="text-sm font-medium text-soft tabular-nums">{besideText(others)}</span>
      ) : null}
    </>
  )
}

/** A count in Brazilian notation: 12.345. */
export function Count({ value }: { value: number }) {
  return <span className="tabular-nums">{value.toLocaleString('pt-BR')}</span>
}

/** A share from 0 to 1 as `12,3%`; a dash when there is nothing to divide by. */
export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '—'
  return share.toLocaleString('pt-BR', { style: 'percent', maximumFractionDigits: digits })
}

/** A figure of a list that is longer than what is counted of it: `1.000+`. */
export function AtLeast({ more, children }: { more: boolean; children: ReactNode }) {
  return more ? <span title="Há mais do que foi contado">{children}+</span> : children
}
