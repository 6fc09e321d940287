import { Loading, Skeleton } from '~/ui/skeleton'

export default function TodayLoading() {
  return (
    <Loading label="Carregando o dia…">
      <Skeleton className="mb-1.5 h-6 w-24" />
      <Skeleton className="mb-5 h-4 w-52" />
      <div className="flex flex-col gap-4">
        <Skeleton className="h-28 w-full" />
        <Skeleton className="h-9 w-full max-w-xl max-sm:h-12" />
        <Skeleton className="h-44 w-full" />
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-[6.1rem]" />
          ))}
        </div>
        <Skeleton className="h-80 w-full" />
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-96" />
          <Skeleton className="h-96" />
        </div>
      </div>
    </Loading>
  )
}
