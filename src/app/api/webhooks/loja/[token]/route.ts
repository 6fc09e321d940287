import type { NextRequest } from 'next/server'
import { receiveShopWebhook } from '~/domains/imports/service/shop-webhook'
import { productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { ERROR_CODES, toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'

export const dynamic = 'force-dynamic'

/** An order with hundreds of items stays far below. */
const LARGEST = 2 * 1024 * 1024

/** What a WooCommerce shop posts about its orders: checked, kept once, answered at once. */
export async function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) return new Response(null, { status: 413 })
  const raw = new Uint8Array(await request.arrayBuffer())
  if (raw.length > LARGEST) return new Response(null, { status: 413 })
  try {
    await refreshProductClock()
    await receiveShopWebhook((await params).token, request.headers, raw, productClock)
    return new Response(null, { status: 200 })
  } catch (error) {
    const { code } = toAppError(error)
    if (code === 'INTERNAL') log('http').error({ err: error }, 'shop webhook failed')
    return new Response(null, { status: ERROR_CODES[code].http })
  }
}
