import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton title="Pedidos" description="As vendas da loja, com reembolsos descontados." figures={4} />
  )
}
