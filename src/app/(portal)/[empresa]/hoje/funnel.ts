import type { ShopFigures } from '~/domains/reports/schema'
import type { FunnelStep } from '~/domains/reports/ui/figures'
import type { KindShare } from '~/domains/reports/ui/funnel-card'
import type { HrefOf } from './period'

/** The carts of the period by what became of them. */
export function funnelSteps({ carts }: Pick<ShopFigures, 'carts'>, hrefOf: HrefOf): FunnelStep[] {
  const all = Object.values(carts).reduce(
    (sum, { count, centavos }) => ({ count: sum.count + count, centavos: sum.centavos + centavos }),
    { count: 0, centavos: 0 },
  )
  const step = (label: string, hint: string, status: keyof typeof carts, main = false): FunnelStep => ({
    label,
    hint,
    ...carts[status],
    href: hrefOf('carrinhos', { status }),
    main,
  })
  return [
    {
      label: 'Todos os carrinhos',
      hint: 'Com atividade no período',
      ...all,
      href: hrefOf('carrinhos'),
      main: false,
    },
    step('Em compra', 'A pessoa ainda pode estar comprando', 'em_compra'),
    step('Aguardando', 'Pararam, e o prazo para voltar está aberto', 'aguardando'),
    step('Abandonados', 'O prazo fechou sem venda', 'abandonado'),
    step('Recuperados', 'Viraram um pedido que conta como venda', 'recuperado', true),
  ]
}

/** Which part of the recoveries was due to what (cart-4). */
export function kindShares({ recovery }: Pick<ShopFigures, 'recovery'>, hrefOf: HrefOf): KindShare[] {
  const share = (
    kind: keyof typeof recovery.kinds,
    label: string,
    hint: string,
    tone: KindShare['tone'],
  ): KindShare => ({
    label,
    hint,
    count: recovery.kinds[kind].count,
    centavos: recovery.kinds[kind].centavos,
    href: hrefOf('carrinhos', { status: 'recuperado', kind }),
    tone,
  })
  return [
    share('assistida', 'Assistida', 'Voltou depois de um contato nosso', 'chart-1'),
    share('organica', 'Orgânica', 'Voltou mais tarde, sem contato nosso', 'chart-2'),
    share('direta', 'Direta', 'Só terminou a compra que estava fazendo', 'chart-3'),
  ]
}
