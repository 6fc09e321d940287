import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Publicações"
      description="O que sai sozinho nos grupos e no status, na hora marcada."
      action
      views
    />
  )
}
