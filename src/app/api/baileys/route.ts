import type { NextRequest } from 'next/server'
import { sameText } from '~/adapters/whatsapp/webhook'
import { baileysAnswer, baileysRequest } from '~/domains/channels/baileys-schema'
import { answerBaileys } from '~/domains/channels/service/baileys'
import { env } from '~/env'
import { productClock } from '~/kernel/engine/product-clock'
import { besideProxy, answerMachine, readAtMost } from '~/kernel/inbound'

export const dynamic = 'force-dynamic'

/** Keys of a whole session, sealed. */
const MAX_BYTES = 16 * 1024 * 1024

/** For the Baileys worker alone, which shares the operator's token: leases and sealed keys of its sessions. */
export function POST(request: NextRequest): Promise<Response> {
  return besideProxy(request, async () => {
    const token = env().RETOMA_BAILEYS_TOKEN
    if (!token) return new Response(null, { status: 404 })
    if (!sameText(request.headers.get('authorization'), `Bearer ${token}`))
      return new Response(null, { status: 401 })
    return answerMachine('baileys worker', async () => {
      const parsed = baileysRequest.safeParse(parse(await readAtMost(request, MAX_BYTES)))
      if (!parsed.success) return new Response(null, { status: 400 })
      return Response.json(baileysAnswer.parse(await answerBaileys(parsed.data, productClock)))
    })
  })
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
