import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from './router'

/** Procedures for the browser. The header can't be sent by a foreign page without a preflight that we never grant. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    httpBatchLink({
      url: '/api/trpc',
      transformer: superjson,
      headers: { 'x-retoma-client': '1' },
      maxURLLength: 4000,
    }),
  ],
})

/** What to show a person when a call failed: the server's Portuguese text, or that the server wasn't reached. */
export function messageOf(error: unknown): string {
  const answered = error instanceof TRPCClientError && error.data !== undefined && error.data !== null
  return answered
    ? error.message
    : 'Não conseguimos falar com o servidor. Confira a internet e tente de novo.'
}
