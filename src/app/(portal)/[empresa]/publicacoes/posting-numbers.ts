import { offered } from '~/domains/channels/rules/offered'
import type { OpenPage } from '../open-page'

/** The channels that can post to groups and status: the official API can't. */
export async function postingNumbers(page: OpenPage): Promise<{ id: string; name: string }[]> {
  const all = await page.caller.messaging.connections.list({ empresa: page.slug })
  return offered(all.filter(({ provider }) => provider !== 'cloud')).map(({ id, name }) => ({ id, name }))
}
