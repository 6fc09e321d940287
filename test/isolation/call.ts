import { authorize } from '../../src/domains/access/service/session'
import { toAppError } from '../../src/kernel/errors'
import { createCallerFactory, type SessionUser, type TrpcContext } from '../../src/kernel/trpc'
import { exportEntries } from '../../src/wiring/exports'
import { appRouter } from '../../src/wiring/router'
import type { Entry } from './entries'
import { NOW } from './world'

/** What a caller got: a value, or the code and text of an error. */
export type Outcome = { ok: true; value: unknown } | { ok: false; code: string; message: string }

function contextOf(user: SessionUser | null): TrpcContext {
  const request = { ip: '10.9.8.7', path: null }
  const now = () => NOW
  return {
    user,
    request,
    now,
    authorize: (slug, role) => authorize(user ?? anonymous, slug, role, request, now),
  }
}
const anonymous: SessionUser = { id: '00000000-0000-4000-8000-000000000000', name: '', email: '' }

/** Calls an entry as a user. */
export async function call(
  entry: Entry,
  user: SessionUser | null,
  empresa: string,
  input: Record<string, unknown>,
): Promise<Outcome> {
  try {
    return { ok: true, value: await run(entry, contextOf(user), empresa, input) }
  } catch (error) {
    const { code, message } = toAppError(
      error instanceof Error && error.name === 'TRPCError' ? error.cause : error,
    )
    return { ok: false, code, message }
  }
}

async function run(
  entry: Entry,
  context: TrpcContext,
  empresa: string,
  input: Record<string, unknown>,
): Promise<unknown> {
  if (entry.kind === 'export') {
    const found = exportEntries.find(({ name }) => name === entry.name)
    if (!found) throw new Error(`no export ${entry.name}`)
    const scope = await context.authorize(empresa, found.role)
    return (await found.open(scope, { ...(input as Record<string, string>), format: 'csv' })).text()
  }
  const caller = createCallerFactory(appRouter)(context)
  const procedure = entry.name
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller)
  return (procedure as (input: unknown) => Promise<unknown>)(
    entry.meta.scope === 'empresa' ? { ...input, empresa } : input,
  )
}

/** An outcome as text, with the given ids made alike, so that two can be compared and searched. */
export function textOf(outcome: Outcome, ids: string[] = []): string {
  const text = JSON.stringify(outcome, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return ids.reduce((rest, id) => rest.replaceAll(id, 'ID'), text)
}
