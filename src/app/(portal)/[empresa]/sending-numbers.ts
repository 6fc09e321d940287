import { offered } from '~/domains/messaging/rules/offered'
import type { SendingNumber } from '~/domains/messaging/ui/send-by-hand'
import type { OpenPage } from './open-page'

/** The connected numbers by which this person may write; none for those who only look. */
export async function sendingNumbers(page: OpenPage): Promise<SendingNumber[]> {
  if (!page.operates) return []
  const all = await page.caller.messaging.connections.list({ empresa: page.slug })
  return offered(all)
    .filter(({ status }) => status === 'conectada')
    .map(({ id, name, simulated }) => ({ id, name, simulated }))
}
