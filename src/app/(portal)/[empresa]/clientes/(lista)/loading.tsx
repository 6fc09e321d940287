import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return <ListSkeleton title="Clientes" description="Cada pessoa uma vez, reunida por e-mail e telefone." />
}
