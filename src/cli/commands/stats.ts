import type { Command } from 'commander'
import { z } from 'zod'
import { slugSchema } from '~/domains/empresas/schema'
import type { Stats } from '~/domains/reports/schema'
import { stats } from '~/domains/reports/service'
import { formatMoney } from '~/kernel/money-text'
import { day } from '~/kernel/period'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { perform } from '../action'

const options = z
  .object({ empresa: slugSchema, from: day.optional(), to: day.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'a data final vem antes da inicial.',
  })

/** `retoma stats` */
export function statsCommands(program: Command): void {
  program
    .command('stats')
    .description('números da loja: pedidos, clientes, leads, carrinhos e recuperação')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--from <AAAA-MM-DD>', 'primeiro dia (padrão: desde o começo)')
    .option('--to <AAAA-MM-DD>', 'último dia (padrão: até hoje)')
    .addHelpText(
      'after',
      `
Valores em centavos, datas no fuso da empresa.
  orders               contados como o WooCommerce Analytics, pela data de criação; valores na moeda da loja,
                       os de outras moedas à parte em others
  carts, recovery      dos carrinhos cuja última atividade caiu no período
  recovered_centavos   soma do valor dos carrinhos recuperados: o do carrinho, não o do pedido que veio depois
  cohort               dos carrinhos que entraram no período: recovered voltaram até agora, open ainda podem voltar
                       (em compra ou aguardando), lost não voltaram no prazo; entered = recovered + open + lost
  rate_count           recuperados ÷ (recuperados + abandonados), em quantidade; rate_value, em valor. Enquanto há
                       carrinhos em aberto, mostra mais do que vai ficar: prefira recovered ÷ entered, de cohort`,
    )
    .action(
      perform({
        options,
        run: async ({ empresa, ...period }) => {
          const scope = systemScope(await empresaIdBySlug(empresa), 'Linha de comando')
          const figures = await withEmpresa(scope, (ctx) => stats(ctx, period))
          return { json: figures, text: statsText(figures) }
        },
      }),
    )
}

const integer = new Intl.NumberFormat('pt-BR')
const percent = new Intl.NumberFormat('pt-BR', { style: 'percent', maximumFractionDigits: 1 })

/** The figures as text: amounts in reais, rates in percent. */
export function statsText({ orders, customers, leads, carts, recovery, cohort }: Stats): string[] {
  const own = orders.currency ?? 'BRL'
  const money = (centavos: number, currency = own) => formatMoney(centavos, currency)
  return [
    `Pedidos: ${integer.format(orders.count)}, ${money(orders.gross_centavos)} brutos, ${money(orders.refunded_centavos)} devolvidos, ${money(orders.net_centavos)} líquidos`,
    ...(orders.others ?? []).map(
      ({ currency, count, gross_centavos: gross, refunded_centavos: refunded, net_centavos: net }) =>
        `  destes, em ${currency}: ${integer.format(count)}, ${money(gross, currency)} brutos, ${money(refunded, currency)} devolvidos, ${money(net, currency)} líquidos`,
    ),
    `Clientes: ${integer.format(customers.count)}`,
    `Leads: ${integer.format(leads.count)}, ${integer.format(leads.customers)} já são clientes`,
    `Carrinhos: ${integer.format(carts.em_compra)} em compra, ${integer.format(carts.aguardando)} aguardando, ${integer.format(carts.recuperado)} recuperados, ${integer.format(carts.abandonado)} abandonados`,
    `Recuperação: ${cohortText(cohort)}, ${money(recovery.recovered_centavos)} em carrinhos`,
    `Tipos: ${integer.format(recovery.direta)} diretas, ${integer.format(recovery.organica)} orgânicas, ${integer.format(recovery.assistida)} assistidas`,
  ]
}

/** `43 de 103 carrinhos voltaram até agora (41,7%), 60 ainda em aberto`: never a share of the decided ones alone. */
function cohortText({ entered, recovered, open }: Stats['cohort']): string {
  if (entered === 0) return 'nenhum carrinho no período'
  const share = `${integer.format(recovered)} de ${integer.format(entered)} carrinhos`
  const rate = percent.format(recovered / entered)
  return open === 0
    ? `${share} voltaram (${rate})`
    : `${share} voltaram até agora (${rate}), ${integer.format(open)} ainda em aberto`
}
