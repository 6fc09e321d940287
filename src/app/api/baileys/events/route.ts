import type { NextRequest } from 'next/server'
import { z } from 'zod'
import { receiveFromBaileys } from '~/domains/messaging/service/baileys'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'

export const dynamic = 'force-dynamic'

const LARGEST = 5 * 1024 * 1024
const address = z.tuple([z.uuid(), z.uuid()])

/** What the Baileys worker tells of a session, `X-Retoma-Session: empresa/connection`; signed over the bytes as received. */
export async function POST(request: NextRequest): Promise<Response> {
  const named = address.safeParse(request.headers.get('x-retoma-session')?.split('/'))
  if (!named.success) return new Response(null, { status: 400 })
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) return new Response(null, { status: 413 })
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > LARGEST) return new Response(null, { status: 413 })
  const [empresaId, connectionId] = named.data
  try {
    await refreshProductClock()
    await receiveFromBaileys({ empresaId, connectionId }, request.headers, bytes, productClock)
    return new Response(null, { status: 200 })
  } catch (error) {
    const { code } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error }, 'baileys event not taken')
    return new Response(null, { status: ERROR_CODES[code].http })
  }
}
