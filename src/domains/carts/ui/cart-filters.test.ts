import { expect, it } from 'vitest'
import { isView } from '~/ui/list/query'
import { cartFilters, cartViews } from './cart-filters'

const sum = (count: number) => ({ count, centavos: 0 })
const figures = {
  carts: { em_compra: sum(1), aguardando: sum(10), recuperado: sum(3), abandonado: sum(4) },
  more: false,
}

it('ux 43 has the tab of what led here selected, with the count of its rows', () => {
  const selected = (address: string) => {
    const query = new URLSearchParams(address)
    const params = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]))
    const kept = new URLSearchParams(address)
    kept.delete('status')
    const status = query.get('status') === 'abertos' ? ('abertos' as const) : undefined
    return cartViews(figures, kept, status).filter((view) => isView(params, view.query, cartFilters({})))
  }
  expect(selected('status=aguardando&sent=nenhum')).toMatchObject([{ label: 'Aguardando', count: 10 }])
  expect(selected('periodo=hoje&status=abertos')).toMatchObject([{ label: 'Em aberto', count: 11 }])
  expect(selected('status=aguardando&status=abandonado')).toEqual([])
})
