import { Loading, Skeleton } from '~/ui/skeleton'

/** Skeleton of a detail page. */
export function DetailSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-2 h-4 w-20" />
      <Skeleton className="mb-5 h-7 w-64" />
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <Skeleton className="h-72" />
        <Skeleton className="h-48" />
      </div>
    </Loading>
  )
}
