import { PageHeader } from '~/ui/page-header'
import { Loading, Skeleton } from '~/ui/skeleton'

const WIDTHS = ['w-40', 'w-28', 'w-48', 'w-32', 'w-36', 'w-24']

type Shape = {
  /** The page's own header, so that it is there from the start. */
  title: string
  description?: string
  /** A button beside the title. */
  action?: boolean
  /** Figures above the list. */
  figures?: number
  /** Tabs above the list. */
  views?: boolean
  /** More filters than fit beside the search. */
  filterRow?: boolean
  rows?: number
}

/** What the page of a list looks like before it is there: its own shape and heights, so that nothing jumps. */
export function ListSkeleton(shape: Shape) {
  const {
    title,
    description,
    action = false,
    figures = 0,
    views = false,
    filterRow = false,
    rows = 12,
  } = shape
  return (
    <>
      <PageHeader
        brief
        title={title}
        description={description}
        actions={action ? <Skeleton className="h-9 w-40 max-sm:h-12 max-sm:w-full" /> : null}
      />
      <Loading label="Carregando a lista…">
        {figures > 0 ? (
          <div className="mb-4 grid grid-cols-2 gap-3 xl:grid-cols-4 max-md:-mx-4 max-md:mb-2 max-md:flex max-md:gap-2 max-md:overflow-hidden max-md:px-4 max-md:pb-1">
            {Array.from({ length: figures }, (_, index) => (
              <Skeleton key={index} className="h-[98px] max-md:h-[58px] max-md:w-36 max-md:shrink-0" />
            ))}
          </div>
        ) : null}
        {views ? <Skeleton className="mb-3 h-[41px] w-full max-sm:h-[49px]" /> : null}
        <div className="mb-3 flex flex-wrap gap-2">
          <Skeleton className="h-9 flex-1 max-sm:h-12 md:max-w-96" />
          <Skeleton className="h-9 w-28 max-sm:h-12" />
          {filterRow ? (
            <Skeleton className="h-9 w-full max-md:hidden" />
          ) : (
            <Skeleton className="h-9 w-28 max-md:hidden" />
          )}
        </div>
        <div className="rounded-lg border border-line bg-surface max-md:rounded-none max-md:border-x-0">
          <div className="h-9 max-md:hidden" />
          {Array.from({ length: rows }, (_, index) => (
            <div
              key={index}
              className="flex h-[37px] items-center justify-between gap-8 border-t border-line px-4 max-md:h-[4.75rem]"
            >
              <Skeleton className={`h-3 ${WIDTHS[index % WIDTHS.length] ?? 'w-40'}`} />
              <Skeleton className="h-3 w-24 max-md:hidden" />
              <Skeleton className="h-3 w-32 max-md:hidden" />
              <Skeleton className="h-3 w-16" />
            </div>
          ))}
        </div>
      </Loading>
    </>
  )
}
