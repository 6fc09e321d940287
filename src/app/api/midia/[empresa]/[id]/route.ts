import { cookies } from 'next/headers'
import { z } from 'zod'
import { isShown } from '~/domains/outbox/file-types'
import { findFile, readFileBytes, type KeptFile } from '~/domains/outbox/service/files/read'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { sessionCookie } from '~/kernel/session-cookie'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { createContext } from '~/wiring/context'
import { askedRange } from './range'

type Address = { params: Promise<{ empresa: string; id: string }> }

/**
 * The file of a message, whole or the part that a player asks for. Only what can run nothing is opened by the browser;
 * anything else is downloaded, under a type that nothing opens by itself.
 */
export async function GET(request: Request, { params }: Address): Promise<Response> {
  const { pathname } = new URL(request.url)
  try {
    const { empresa, id } = await params
    const token = (await cookies()).get(sessionCookie().name)?.value
    const context = await createContext(token, request.headers, pathname)
    const scope = await context.authorize(empresa, 'viewer')
    const messageId = z.uuid().safeParse(id).data
    if (messageId === undefined) throw new AppError('NOT_FOUND', 'Arquivo não encontrado.')
    return await withEmpresaSql(scope, async (ctx) => {
      const file = await findFile(ctx, messageId)
      const tag = tagOf(file)
      const { headers } = request
      if (isKnown(tag, headers.get('if-none-match')))
        return new Response(null, { status: 304, headers: { ...CACHING, etag: tag } })
      // A part of another file than the one that the player began with would be of no use to it.
      const whole = (headers.get('if-range') ?? tag) !== tag
      const range = whole ? null : askedRange(headers.get('range'), file.size)
      if (range === 'beyond')
        return new Response(null, {
          status: 416,
          headers: { 'content-range': `bytes */${String(file.size)}` },
        })
      const { first, last } = range ?? { first: 0, last: file.size - 1 }
      const bytes = await readFileBytes(ctx, messageId, { first, last })
      const part = range && { 'content-range': `bytes ${String(first)}-${String(last)}/${String(file.size)}` }
      return new Response(new Uint8Array(bytes), {
        status: range ? 206 : 200,
        headers: { ...headersOf(file), ...part, etag: tag, 'content-length': String(bytes.length) },
      })
    })
  } catch (error) {
    const { code, message } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error, path: pathname }, 'file not served')
    return Response.json({ code, message, fields: [] }, { status: ERROR_CODES[code].http })
  }
}

/** Asked again each time, for which its tag is enough: after signing out the browser's copy opens nothing. */
const CACHING = { 'cache-control': 'private, no-cache', vary: 'cookie' }

/** Changes with the file: a message's is written once, and again only when it is fetched again. */
const tagOf = ({ size, keptAt }: KeptFile) => `"${size.toString(36)}-${keptAt.getTime().toString(36)}"`

/** Whether the browser says that it has this file, among others. */
function isKnown(tag: string, known: string | null): boolean {
  const tags = (known ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}

function headersOf({ mimeType, fileName }: KeptFile): Record<string, string> {
  const shown = isShown(mimeType)
  const name = encodeURIComponent(fileName ?? 'arquivo').replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return {
    'content-type': shown ? mimeType : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
    ...CACHING,
    'accept-ranges': 'bytes',
    'cross-origin-resource-policy': 'same-origin',
  }
}
