import { expect, test } from 'vitest'
import { statsText } from './stats'

const figures = (cohort: { entered: number; recovered: number; open: number; lost: number }) => ({
  orders: { count: 0, gross_centavos: 0, refunded_centavos: 0, net_centavos: 0 },
  customers: { count: 0 },
  leads: { count: 0, customers: 0 },
  carts: { em_compra: 0, aguardando: cohort.open, abandonado: cohort.lost, recuperado: cohort.recovered },
  recovery: { rate_count: 1, rate_value: 1, recovered_centavos: 0, direta: 0, organica: 0, assistida: 0 },
  cohort,
})
const recovery = (cohort: Parameters<typeof figures>[0]) =>
  statsText(figures(cohort)).find((line) => line.startsWith('Recuperação'))

test('cart-4 the text says how many of all that entered came back, never a share of the decided ones', () => {
  expect(recovery({ entered: 103, recovered: 43, open: 60, lost: 0 })).toBe(
    'Recuperação: 43 de 103 carrinhos voltaram até agora (41,7%), 60 ainda em aberto, R$ 0,00 em carrinhos',
  )
  expect(recovery({ entered: 4, recovered: 1, open: 0, lost: 3 })).toContain(
    '1 de 4 carrinhos voltaram (25%)',
  )
  expect(recovery({ entered: 0, recovered: 0, open: 0, lost: 0 })).toContain('nenhum carrinho no período')
})
