import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Leads"
      description="Quem deixou o contato nos formulários da loja."
      figures={4}
      filterRow
    />
  )
}
