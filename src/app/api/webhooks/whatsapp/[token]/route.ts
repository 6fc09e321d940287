import type { NextRequest } from 'next/server'
import { answerChallenge, receiveWebhook } from '~/domains/messaging/service/receive'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'

export const dynamic = 'force-dynamic'

type Address = { params: Promise<{ token: string }> }

/** Larger than any gateway posts; media come by their own address. */
const LARGEST = 5 * 1024 * 1024

/** What a provider posts: checked, stored, answered at once. A repeated delivery is answered alike. */
export async function POST(request: NextRequest, { params }: Address): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) return new Response(null, { status: 413 })
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > LARGEST) return new Response(null, { status: 413 })
  return answered(async () => {
    await receiveWebhook((await params).token, request.headers, bytes, productClock)
    return new Response(null, { status: 200 })
  })
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
