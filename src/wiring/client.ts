import type { TRPCClient } from '@trpc/client'
import type { AppRouter } from './router'

/**
 * Procedures for the browser: `trpc.carts.toggle.mutate({…})`. The client's code loads at the first call, since most
 * visits of a page only read what the server rendered.
 */
export const trpc = lazily([]) as unknown as TRPCClient<AppRouter>

/** Remembers the path of names; a call loads the client and repeats the path there. */
function lazily(path: readonly string[]): unknown {
  return new Proxy(() => undefined, {
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? lazily([...path, name]) : undefined),
    apply: async (_, __, args: unknown[]) => {
      const { browserClient } = await import('./browser-client')
      const last = path.at(-1) ?? ''
      const procedure = path.slice(0, -1).reduce<object>(inner, browserClient)
      const call: unknown = Reflect.get(procedure, last)
      if (typeof call !== 'function') throw new TypeError(`no procedure ${path.join('.')}`)
      return Reflect.apply(call, procedure, args) as unknown
    },
  })
}

function inner(of: object, name: string): object {
  const value: unknown = Reflect.get(of, name)
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') return value
  throw new TypeError(`no procedure ${name}`)
}

/** What to show the user when a call failed: the server's Portuguese text, or that the server wasn't reached. */
export function messageOf(error: unknown): string {
  const answered =
    error instanceof Error && 'data' in error && typeof error.data === 'object' && error.data !== null
  return answered
    ? error.message
    : 'Não conseguimos falar com o servidor. Confira a internet e tente de novo.'
}

/** The rejected fields of an answer: dotted path and reason. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (typeof error !== 'object' || error === null || !('data' in error)) return {}
  const { data } = error
  if (typeof data !== 'object' || data === null || !('fields' in data) || !Array.isArray(data.fields))
    return {}
  const pairs = data.fields.flatMap((field: unknown) =>
    typeof field === 'object' && field !== null && 'field' in field && 'reason' in field
      ? [[String(field.field), String(field.reason)] as const]
      : [],
  )
  return Object.fromEntries(pairs)
}
