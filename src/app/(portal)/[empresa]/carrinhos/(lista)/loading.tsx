import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Carrinhos"
      description="Quem encheu o carrinho e parou, e quem voltou."
      figures={4}
      views
      filterRow
    />
  )
}
