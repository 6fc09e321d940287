import { Loading, Skeleton } from '~/ui/skeleton'

const WIDTHS = ['w-40', 'w-28', 'w-48', 'w-32', 'w-36', 'w-24']

/** What a list looks like before it is there: the same heights, so that nothing jumps. For `loading.tsx`. */
export function ListSkeleton({ rows = 12, views = false }: { rows?: number; views?: boolean }) {
  return (
    <Loading label="Carregando a lista…">
      {views ? <Skeleton className="mb-3 h-10 w-full max-sm:h-12" /> : null}
      <div className="mb-3 flex gap-2">
        <Skeleton className="h-9 flex-1 max-sm:h-12 md:max-w-72" />
        <Skeleton className="h-9 w-28 max-sm:h-12" />
        <Skeleton className="h-9 w-28 max-md:hidden" />
      </div>
      <div className="rounded-lg border border-line bg-surface max-md:rounded-none max-md:border-x-0">
        <div className="h-9 max-md:hidden" />
        {Array.from({ length: rows }, (_, index) => (
          <div
            key={index}
            className="flex h-9 items-center justify-between gap-8 border-t border-line px-4 max-md:h-[4.5rem]"
          >
            <Skeleton className={`h-3 ${WIDTHS[index % WIDTHS.length] ?? 'w-40'}`} />
            <Skeleton className="h-3 w-24 max-md:hidden" />
            <Skeleton className="h-3 w-32 max-md:hidden" />
            <Skeleton className="h-3 w-16" />
          </div>
        ))}
      </div>
    </Loading>
  )
}
