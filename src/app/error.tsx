'use client'
import { ErrorView } from '~/ui/error-view'

export default function RootError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <main className="flex min-h-dvh items-center">
      <ErrorView code={error.digest} retry={reset} />
    </main>
  )
}
