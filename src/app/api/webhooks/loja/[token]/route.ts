import type { NextRequest } from 'next/server'
import { receiveShopWebhook } from '~/domains/imports/service/shop-webhook'
import { productClock } from '~/kernel/engine/product-clock'
import { besideProxy, answerMachine, readAtMost } from '~/kernel/inbound'

export const dynamic = 'force-dynamic'

/** An order with hundreds of items stays far below. */
const LARGEST = 2 * 1024 * 1024

/** What a WooCommerce shop posts about its orders: checked, kept once, answered at once. */
export function POST(
  request: NextRequest,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  return besideProxy(request, () =>
    answerMachine('shop webhook', async () => {
      const raw = await readAtMost(request, LARGEST)
      await receiveShopWebhook((await params).token, request.headers, raw, productClock)
      return new Response(null, { status: 200 })
    }),
  )
}
