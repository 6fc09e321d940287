import { ListSkeleton } from '~/ui/list/list-skeleton'

export default function Loading() {
  return <ListSkeleton />
}
