import type { NextRequest } from 'next/server'
import { answerChallenge, largestDelivery, receiveWebhook } from '~/domains/messaging/service/receive'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { AppError, ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'

export const dynamic = 'force-dynamic'

type Address = { params: Promise<{ token: string }> }

/** What a provider posts: checked, stored, answered at once. A repeated delivery is answered alike. */
export async function POST(request: NextRequest, { params }: Address): Promise<Response> {
  return answered(async () => {
    const { token } = await params
    const bytes = await readAtMost(request, await largestDelivery(token, productClock))
    await receiveWebhook(token, request.headers, bytes, productClock)
    return new Response(null, { status: 200 })
  })
}

/** The body, unless it is larger: then no more of it is read. @throws AppError TOO_LARGE */
async function readAtMost(request: NextRequest, largest: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError('TOO_LARGE', 'O aviso é grande demais.')
  if (Number(request.headers.get('content-length') ?? 0) > largest) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length
    if (size > largest) throw tooLarge()
    chunks.push(part.value)
  }
  return Buffer.concat(chunks)
}

/** Meta's handshake when the address is registered. */
export async function GET(request: NextRequest, { params }: Address): Promise<Response> {
  return answered(async () => {
    const text = await answerChallenge((await params).token, request.nextUrl.searchParams, productClock)
    return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  })
}

/** Refusals say nothing of what is behind the address. */
async function answered(work: () => Promise<Response>): Promise<Response> {
  try {
    await refreshProductClock()
    return await work()
  } catch (error) {
    const { code } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error }, 'webhook failed')
    return new Response(null, { status: ERROR_CODES[code].http })
  }
}
