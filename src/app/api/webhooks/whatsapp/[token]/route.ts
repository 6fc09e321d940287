import type { NextRequest } from 'next/server'
import { answerChallenge, largestDelivery, receiveWebhook } from '~/domains/channels/service/receive'
import { productClock } from '~/kernel/engine/product-clock'
import { besideProxy, answerMachine, readAtMost } from '~/kernel/inbound'

export const dynamic = 'force-dynamic'

type Address = { params: Promise<{ token: string }> }

/** What a provider posts: checked, stored, answered at once. A repeated delivery is answered alike. */
export function POST(request: NextRequest, { params }: Address): Promise<Response> {
  return besideProxy(request, () =>
    answerMachine('whatsapp webhook', async () => {
      const { token } = await params
      const bytes = await readAtMost(request, await largestDelivery(token, productClock))
      await receiveWebhook(token, request.headers, bytes, productClock)
      return new Response(null, { status: 200 })
    }),
  )
}

/** Meta's handshake when the address is registered. */
export function GET(request: NextRequest, { params }: Address): Promise<Response> {
  return besideProxy(request, () =>
    answerMachine('whatsapp challenge', async () => {
      const text = await answerChallenge((await params).token, request.nextUrl.searchParams, productClock)
      return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
    }),
  )
}
