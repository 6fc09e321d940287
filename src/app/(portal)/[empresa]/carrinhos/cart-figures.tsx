import type { CartFigures as Figures } from '~/domains/reports/schema'
import { formatMoney } from '~/kernel/money-text'
import { COUNT_LIMIT } from '~/kernel/paging'
import { plural } from '~/kernel/plural'
import { Figure, FigureStrip } from '~/ui/card'
import { AtLeast, Money, percent } from '~/ui/money'

const carts = (count: number) => plural(count, 'carrinho', 'carrinhos')

/**
 * What waits, what came back after a message, and how many of all that entered came back so far (cart-4): of the search and
 * filters of the list.
 */
export function CartFigures({
  figures,
  currency,
  path,
  kept,
}: {
  figures: Figures
  currency: string
  path: string
  kept: URLSearchParams
}) {
  const to = (changes: Record<string, string>) => {
    const query = new URLSearchParams(kept)
    for (const [name, value] of Object.entries(changes)) query.set(name, value)
    return `${path}?${query.toString()}`
  }
  const { carts: status, kinds, cohort, settled, more } = figures
  const money = (centavos: number) => (
    <AtLeast more={more}>
      <Money centavos={centavos} currency={currency} />
    </AtLeast>
  )
  const alone = plural(kinds.direta.count + kinds.organica.count, 'comprou sozinho', 'compraram sozinhos')
  return (
    <FigureStrip>
      <Figure
        label="Aguardando"
        value={money(status.aguardando.centavos)}
        note={carts(status.aguardando.count)}
        href={to({ status: 'aguardando' })}
      />
      <Figure
        label="Voltaram após a sua mensagem"
        value={money(kinds.assistida.centavos)}
        note={
          <span
            title={`${plural(kinds.direta.count, 'direta', 'diretas')} · ${plural(kinds.organica.count, 'orgânica', 'orgânicas')}`}
          >
            {carts(kinds.assistida.count)} · {alone}
          </span>
        }
        href={to({ status: 'recuperado', kind: 'assistida' })}
      />
      <Figure
        label="Abandonado"
        value={money(status.abandonado.centavos)}
        note={carts(status.abandonado.count)}
        href={to({ status: 'abandonado' })}
      />
      <Figure
        label="Voltaram até agora"
        value={
          <AtLeast more={more}>
            {cohort.recovered.count.toLocaleString('pt-BR')} de{' '}
            {(more ? COUNT_LIMIT : cohort.entered.count).toLocaleString('pt-BR')}
          </AtLeast>
        }
        note={
          <span
            title={`Por valor: ${formatMoney(cohort.recovered.centavos, currency)} de ${formatMoney(cohort.entered.centavos, currency)} (${percent(cohort.rateValue)})`}
          >
            {percent(cohort.rateCount)}
            {settled.entered.count > 0
              ? ` · ${percent(settled.rateCount)} dos ${settled.entered.count.toLocaleString('pt-BR')} com prazo encerrado`
              : ''}
          </span>
        }
        href={to({ status: 'recuperado' })}
      />
    </FigureStrip>
  )
}
