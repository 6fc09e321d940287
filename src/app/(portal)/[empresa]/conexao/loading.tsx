import { Loading, Skeleton } from '~/ui/skeleton'

export default function LoadingConnection() {
  return (
    <Loading>
      <Skeleton className="mb-4 h-10 w-full" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-96" />
        <Skeleton className="h-60" />
      </div>
    </Loading>
  )
}
