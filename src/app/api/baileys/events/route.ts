import type { NextRequest } from 'next/server'
import { z } from 'zod'
import { receiveFromBaileys } from '~/domains/channels/service/baileys'
import { productClock } from '~/kernel/engine/product-clock'
import { besideProxy, answerMachine, readAtMost } from '~/kernel/inbound'

export const dynamic = 'force-dynamic'

const LARGEST = 5 * 1024 * 1024
const address = z.tuple([z.uuid(), z.uuid()])

/** The Baileys worker's reports of a session, `X-Retoma-Session: empresa/connection`; signed over the bytes as received. */
export function POST(request: NextRequest): Promise<Response> {
  return besideProxy(request, () => received(request))
}

function received(request: NextRequest): Promise<Response> {
  return answerMachine('baileys event', async () => {
    const named = address.safeParse(request.headers.get('x-retoma-session')?.split('/'))
    if (!named.success) return new Response(null, { status: 400 })
    const [empresaId, connectionId] = named.data
    const bytes = await readAtMost(request, LARGEST)
    await receiveFromBaileys({ empresaId, connectionId }, request.headers, bytes, productClock)
    return new Response(null, { status: 200 })
  })
}
