import type { NextRequest } from 'next/server'
import { sameText } from '~/adapters/whatsapp/webhook'
import { baileysAnswer, baileysRequest } from '~/domains/messaging/baileys-schema'
import { answerBaileys } from '~/domains/messaging/service/baileys'
import { env } from '~/env'
import { productClock } from '~/kernel/engine/product-clock'
import { machineDoor } from '~/kernel/inbound'

export const dynamic = 'force-dynamic'

/** For the Baileys worker alone, which shares the operator's token: leases and sealed keys of its sessions. */
export async function POST(request: NextRequest): Promise<Response> {
  const token = env().RETOMA_BAILEYS_TOKEN
  if (!token) return new Response(null, { status: 404 })
  if (!sameText(request.headers.get('authorization'), `Bearer ${token}`))
    return new Response(null, { status: 401 })
  const parsed = baileysRequest.safeParse(await request.json().catch(() => null))
  if (!parsed.success) return new Response(null, { status: 400 })
  return machineDoor('baileys worker', async () =>
    Response.json(baileysAnswer.parse(await answerBaileys(parsed.data, productClock))),
  )
}
