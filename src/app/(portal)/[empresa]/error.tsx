'use client'
import { ErrorView } from '~/ui/error-view'

export default function EmpresaError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return <ErrorView code={error.digest} retry={reset} />
}
