import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { cookies } from 'next/headers'
import { uploadFile } from '~/domains/imports/service/upload-file'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { besideProxy } from '~/kernel/inbound'
import { log } from '~/kernel/log'
import { isOwnPage } from '~/kernel/same-origin'
import { sessionCookie } from '~/kernel/session-cookie'
import { createContext } from '~/wiring/context'

export const dynamic = 'force-dynamic'

type Address = { params: Promise<{ empresa: string }> }

/** Takes an export file as the request's body, streamed: `PUT /api/arquivo/<empresa>?nome=loja.sql.gz` (imp-12). */
export function PUT(request: Request, { params }: Address): Promise<Response> {
  return besideProxy(request, async () => {
    const url = new URL(request.url)
    try {
      if (!isOwnPage(request.headers))
        throw new AppError('FORBIDDEN', 'O pedido não veio desta página. Recarregue e tente de novo.')
      const { empresa } = await params
      const token = (await cookies()).get(sessionCookie().name)?.value
      const context = await createContext(token, request.headers, url.pathname)
      const scope = await context.authorize(empresa, 'admin')
      if (!request.body) throw new AppError('BAD_INPUT', 'Nenhum arquivo veio no pedido.')
      const bytes = Readable.fromWeb(request.body as ReadableStream<Uint8Array>)
      const announced = Number(request.headers.get('content-length') ?? Number.NaN)
      return Response.json(await uploadFile(scope, url.searchParams.get('nome') ?? '', bytes, announced))
    } catch (error) {
      const { code, message, details } = toAppError(error)
      if (code === 'INTERNAL' || code === 'DISK_FULL')
        log('http').error({ err: error, path: url.pathname }, 'upload failed')
      return Response.json(
        { code, message, fields: details.fields ?? [] },
        { status: ERROR_CODES[code].http },
      )
    }
  })
}
