import { TRPCError } from '@trpc/server'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { z } from 'zod'
import { AppError } from '~/kernel/errors'
import { fromListParams } from '~/kernel/list-params'
import type { SearchParams } from '~/ui/list/types'
import { portal, requestContext } from '~/wiring/caller'

/** What the frame and every page of an empresa start with; asked once per request. */
export const openPage = cache(async (slug: string) => {
  const caller = await portal()
  const [details, empresas, { now }] = await Promise.all([
    caller.empresas.get({ empresa: slug }),
    caller.access.empresas(),
    requestContext(),
  ])
  const mine = empresas.find((empresa) => empresa.slug === slug)
  if (!mine) notFound()
  const manages = mine.role === 'owner' || mine.role === 'admin'
  return {
    slug,
    name: details.name,
    caller,
    timezone: details.timezone,
    settings: details.settings,
    currency: details.currency,
    now: now(),
    empresas,
    role: mine.role,
    manages,
    operates: manages || mine.role === 'operator',
  }
})
export type OpenPage = Awaited<ReturnType<typeof openPage>>

/** Why an address can't be shown: the field, and what to do. */
export type BadAddress = { problem: string }

/** What the lists call the fields of their filters. */
const FILTER_NAMES: Record<string, string> = {
  q: 'Busca',
  period: 'Período',
  from: 'De',
  to: 'Até',
  status: 'Situação',
  state: 'Situação',
  kind: 'Tipo',
  sent: 'Enviado',
  uf: 'UF',
  customer: 'Cliente',
  client: 'Cliente',
  contacted: 'Contato',
  form: 'Formulário',
  leadSize: 'Tamanho',
  group: 'Pedidos',
  sort: 'Ordem',
  ids: 'Linhas escolhidas',
}

/** The filter that an address names, or what is wrong with it. */
export function readFilter<Filter extends z.ZodObject>(
  schema: Filter,
  params: SearchParams,
): { filter: z.output<Filter> } | BadAddress {
  const parsed = schema.safeParse(fromListParams(params, schema.shape))
  if (parsed.success) return { filter: parsed.data }
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? '')
  const name = FILTER_NAMES[field]
  return {
    problem: `${name ? `O filtro “${name}”` : 'Um filtro'} do endereço tem um valor que não existe aqui.`,
  }
}

/** An answer, or the reason why the request was rejected; other errors go to the nearest boundary. */
export async function orProblem<T>(answer: Promise<T>): Promise<{ answer: T } | BadAddress> {
  try {
    return { answer: await answer }
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error
    if (cause instanceof AppError && cause.code === 'BAD_INPUT') return { problem: cause.message }
    throw error
  }
}

/** The id of an address; anything that can't be one is not found. */
export function idOf(text: string): string {
  return z.uuid().safeParse(text).data ?? notFound()
}
