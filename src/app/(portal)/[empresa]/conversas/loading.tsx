import { Loading, Skeleton } from '~/ui/skeleton'

export default function ConversationsLoading() {
  return (
    <Loading>
      <Skeleton className="mb-5 h-7 w-40" />
      <div className="grid gap-4 md:grid-cols-[20rem_1fr]">
        <Skeleton className="h-[60dvh]" />
        <Skeleton className="h-[60dvh] max-md:hidden" />
      </div>
    </Loading>
  )
}
