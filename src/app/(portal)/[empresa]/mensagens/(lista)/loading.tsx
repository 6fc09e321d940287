import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Registro de mensagens"
      description="Tudo o que saiu, o que não saiu, e por quê."
      views
      filterRow
    />
  )
}
