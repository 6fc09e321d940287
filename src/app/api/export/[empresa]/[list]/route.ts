import { cookies } from 'next/headers'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { sessionCookie } from '~/kernel/session-cookie'
import { refuseUnstorable } from '~/kernel/storable'
import { createContext } from '~/wiring/context'
import { exportEntries } from '~/wiring/exports'

type Params = { params: Promise<{ empresa: string; list: string }> }

/** Values of a query string; a name that comes twice is a list. */
function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  const values = [...new Set(search.keys())].map((name) => [name, search.getAll(name)] as const)
  return Object.fromEntries(values.map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]))
}

/** The list as a file, with the filter of the address: `?format=xlsx&…`. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const url = new URL(request.url)
  // A link on a foreign page would start an export, and write it to the log, with the cookies of the user who follows it.
  if (['cross-site', 'same-site'].includes(request.headers.get('sec-fetch-site') ?? ''))
    return Response.json(
      { code: 'FORBIDDEN', message: 'Peça o arquivo pela lista, no portal.', fields: [] },
      { status: 403 },
    )
  try {
    const { empresa, list } = await params
    const entry = exportEntries.find(({ name }) => name === list)
    if (!entry) throw new AppError('NOT_FOUND', 'Esta lista não existe.')
    const token = (await cookies()).get(sessionCookie().name)?.value
    const context = await createContext(token, request.headers, url.pathname)
    const query = queryOf(url.searchParams)
    refuseUnstorable(query)
    return await entry.open(await context.authorize(empresa, entry.role), query)
  } catch (error) {
    const { code, message, details } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error, path: url.pathname }, 'export failed')
    return Response.json({ code, message, fields: details.fields ?? [] }, { status: ERROR_CODES[code].http })
  }
}
