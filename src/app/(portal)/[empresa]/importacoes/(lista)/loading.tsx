import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return (
    <ListSkeleton
      title="Importações"
      description="O que foi lido da loja, quando e por quem."
      action
      rows={6}
    />
  )
}
