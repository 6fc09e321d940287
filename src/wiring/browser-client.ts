import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from './router'

/** The tRPC client itself: `client.ts` loads it at the first call. The header can't be sent by a foreign page without a preflight that we never grant. */
export const browserClient: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [
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
