import { createTRPCClient, httpBatchLink, type TRPCClient, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import superjson from 'superjson'
import { ownActDone } from '~/ui/list/updates'
import type { AppRouter } from './router'

/** The user's own acts are no update to hold back: their lists follow at once. */
const noteOwnActs: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      if (op.type === 'mutation') ownActDone()
      return next(op).subscribe({
        next: (value) => {
          if (op.type === 'mutation') ownActDone()
          observer.next(value)
        },
        error: (error) => observer.error(error),
        complete: () => observer.complete(),
      })
    })

/** The tRPC client itself: `client.ts` loads it at the first call. The header can't be sent by a foreign page without a preflight that we never grant. */
export const browserClient: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [
    noteOwnActs,
    httpBatchLink({
      url: '/api/trpc',
      transformer: superjson,
      headers: { 'x-retoma-client': '1' },
      maxURLLength: 4000,
      // As many as the server takes.
      maxItems: 20,
    }),
  ],
})
