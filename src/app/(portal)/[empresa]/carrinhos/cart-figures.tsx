import type { ShopFigures } from '~/domains/reports/schema'
import { formatMoney } from '~/kernel/money'
import { plural } from '~/kernel/plural'
import { Figure } from '~/ui/card'
import { Money, percent } from '~/ui/money'

const carts = (count: number) => plural(count, 'carrinho', 'carrinhos')

/** What waits, what came back, and the rate by count and by value (cart-4). */
export function CartFigures({
  figures,
  path,
  period,
}: {
  figures: ShopFigures
  path: string
  period: URLSearchParams
}) {
  const to = (changes: Record<string, string>) => {
    const query = new URLSearchParams(period)
    for (const [name, value] of Object.entries(changes)) query.set(name, value)
    return `${path}?${query.toString()}`
  }
  const { carts: status, recovery } = figures
  const { kinds: kind } = recovery
  const kinds = [
    plural(kind.direta.count, 'direta', 'diretas'),
    plural(kind.organica.count, 'orgânica', 'orgânicas'),
    plural(kind.assistida.count, 'assistida', 'assistidas'),
  ].join(' · ')
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Figure
        label="Aguardando"
        value={<Money centavos={status.aguardando.centavos} />}
        note={carts(status.aguardando.count)}
        href={to({ status: 'aguardando' })}
      />
      <Figure
        label="Recuperado"
        value={<Money centavos={status.recuperado.centavos} />}
        note={<span title={kinds}>{kinds}</span>}
        href={to({ status: 'recuperado' })}
      />
      <Figure
        label="Abandonado"
        value={<Money centavos={status.abandonado.centavos} />}
        note={carts(status.abandonado.count)}
        href={to({ status: 'abandonado' })}
      />
      <Figure
        label="Taxa de recuperação"
        value={percent(recovery.rateCount)}
        note={
          recovery.rateValue === null ? undefined : (
            <span
              title={`Por valor: ${formatMoney(status.recuperado.centavos)} de ${formatMoney(status.recuperado.centavos + status.abandonado.centavos)}`}
            >
              {percent(recovery.rateValue)} por valor
            </span>
          )
        }
        href={to({ status: 'recuperado' })}
      />
    </div>
  )
}
