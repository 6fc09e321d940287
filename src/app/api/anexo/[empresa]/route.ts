import { cookies } from 'next/headers'
import { MAX_MEDIA_BYTES } from '~/adapters/whatsapp/media'
import { answerFileInput } from '~/domains/inbox/schema'
import { answer } from '~/domains/inbox/service/act'
import { readSentFile } from '~/domains/outbox/service/files/sent'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { FairGate } from '~/kernel/fair-gate'
import { besideProxy, readAtMost } from '~/kernel/inbound'
import { log } from '~/kernel/log'
import { isOwnPage } from '~/kernel/same-origin'
import { sessionCookie } from '~/kernel/session-cookie'
import { withEmpresa } from '~/kernel/tenancy/unit'
import { createContext } from '~/wiring/context'

export const dynamic = 'force-dynamic'

type Address = { params: Promise<{ empresa: string }> }

/** The form around the file: text, names and boundaries. */
const FORM_BYTES = 64 * 1024
/** Files are in memory while they are read: this many of 16 MB at once, and two of one empresa. */
const gate = new FairGate({ total: 4, perKey: 2, maxWaiting: 8, maxWaitMs: 20_000 })

/** A reply with a file: `conversa`, `chave`, `texto` and `arquivo` of a form. It is queued as any reply is (conv-2). */
export function POST(request: Request, { params }: Address): Promise<Response> {
  return besideProxy(request, async () => {
    const { pathname } = new URL(request.url)
    try {
      if (!isOwnPage(request.headers))
        throw new AppError('FORBIDDEN', 'O pedido não veio desta página. Recarregue e tente de novo.')
      const { empresa } = await params
      const token = (await cookies()).get(sessionCookie().name)?.value
      const context = await createContext(token, request.headers, pathname)
      const scope = await context.authorize(empresa, 'operator')
      return await gate.run(scope.empresaId, async () => {
        const form = await formOf(request)
        const given = form.get('arquivo')
        if (!(given instanceof File)) throw new AppError('BAD_INPUT', 'Nenhum arquivo veio no pedido.')
        const input = answerFileInput.parse({
          id: form.get('conversa'),
          once: form.get('chave'),
          body: form.get('texto') ?? '',
        })
        const file = await readSentFile(given)
        return Response.json(await withEmpresa(scope, (ctx) => answer(ctx, input, file)))
      })
    } catch (error) {
      const { code, message, details } = toAppError(error)
      if (code === 'INTERNAL') log('http').error({ err: error, path: pathname }, 'reply with a file failed')
      return Response.json(
        { code, message, fields: details.fields ?? [] },
        { status: ERROR_CODES[code].http },
      )
    }
  })
}

/** The form of a request that is no larger than a file may be. @throws AppError TOO_LARGE, BAD_INPUT */
async function formOf(request: Request): Promise<FormData> {
  const bytes = new Uint8Array(
    await readAtMost(request, MAX_MEDIA_BYTES + FORM_BYTES).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'TOO_LARGE'
        ? new AppError('TOO_LARGE', 'O arquivo passa de 16 MB.')
        : error
    }),
  )
  const type = request.headers.get('content-type') ?? ''
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData()
  } catch (error) {
    throw new AppError('BAD_INPUT', 'O arquivo não chegou inteiro. Envie de novo.', { cause: error })
  }
}
