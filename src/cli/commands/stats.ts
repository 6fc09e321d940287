import type { Command } from 'commander'
import { z } from 'zod'
import { slugSchema } from '~/domains/empresas/schema'
import type { Stats } from '~/domains/reports/schema'
import { stats } from '~/domains/reports/service'
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
  orders               contados como o WooCommerce Analytics, pela data de criação
  carts, recovery      dos carrinhos cuja última atividade caiu no período
  recovered_centavos   soma do valor dos carrinhos recuperados: o do carrinho, não o do pedido que veio depois
  rate_count           recuperados ÷ (recuperados + abandonados), em quantidade; rate_value, em valor`,
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
const reais = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' })

/** The figures for a person: amounts in reais, rates in percent. */
export function statsText({ orders, customers, leads, carts, recovery }: Stats): string[] {
  const money = (centavos: number) => reais.format(centavos / 100)
  const rate = (ratio: number | null) => (ratio === null ? 'sem dados' : percent.format(ratio))
  return [
    `Pedidos: ${integer.format(orders.count)}, ${money(orders.gross_centavos)} brutos, ${money(orders.refunded_centavos)} devolvidos, ${money(orders.net_centavos)} líquidos`,
    `Clientes: ${integer.format(customers.count)}`,
    `Leads: ${integer.format(leads.count)}, ${integer.format(leads.customers)} já são clientes`,
    `Carrinhos: ${integer.format(carts.em_compra)} em compra, ${integer.format(carts.aguardando)} aguardando, ${integer.format(carts.recuperado)} recuperados, ${integer.format(carts.abandonado)} abandonados`,
    `Recuperação: ${rate(recovery.rate_count)} dos carrinhos, ${rate(recovery.rate_value)} do valor, ${money(recovery.recovered_centavos)} recuperados`,
    `Tipos: ${integer.format(recovery.direta)} diretas, ${integer.format(recovery.organica)} orgânicas, ${integer.format(recovery.assistida)} assistidas`,
  ]
}
