import { offered } from '~/domains/channels/rules/offered'
import type { SendingNumber } from '~/domains/outbox/ui/send-by-hand'
import type { OpenPage } from './open-page'

/** The connected channels by which this user may write; none for viewers. */
export async function sendingNumbers(page: OpenPage): Promise<SendingNumber[]> {
  if (!page.operates) return []
  const all = await page.caller.messaging.connections.list({ empresa: page.slug })
  return offered(all)
    .filter(({ status }) => status === 'conectada')
    .map(({ id, name, simulated }) => ({ id, name, simulated }))
}
