import { clientOver, isSuccess, type Client } from '../client'
import { gatewayAt, jsonOf, type GatewayRequest } from '../http'
import { textAt } from '../loose'
import { fileAt, mediaGone } from '../media'
import type { MediaFile, MediaRef } from '../port'

const FILES = '/api/files/'

type Call = (method: GatewayRequest['method'], path: string) => GatewayRequest

/**
 * The file behind a message's address; WAHA deletes it after some minutes, or never downloaded it: then the message is
 * requested again, which makes it download. @throws AppError
 */
export async function mediaOfWaha(
  client: Client,
  call: Call,
  session: string,
  media: MediaRef,
): Promise<MediaFile> {
  const first = media.url === null ? null : await fileOf(client, call, media.url)
  if (first) return first
  const url = await addressAgain(client, call, session, media.providerMediaId)
  const file = url === null ? null : await fileOf(client, call, url)
  if (!file) throw mediaGone()
  return file
}

/**
 * WAHA's file URLs carry its own view of its host (`http://localhost:3000` by default), so only the path of its own
 * files counts. Any other URL belongs to external storage: requested without our key.
 */
function fileOf(client: Client, call: Call, address: string): Promise<MediaFile | null> {
  if (!URL.canParse(address)) return Promise.resolve(null)
  const url = new URL(address)
  const at = url.pathname.indexOf(FILES)
  if (at >= 0)
    return fileAt(client, {
      ...call('GET', url.pathname.slice(at) + url.search),
      headers: { ...call('GET', '').headers, accept: '*/*' },
    })
  const elsewhere = clientOver(gatewayAt(url.origin))
  return fileAt(elsewhere, { method: 'GET', path: url.pathname + url.search, headers: { accept: '*/*' } })
}

/** `id` is the message's own at WAHA, `false_<chat>_<id>`. */
async function addressAgain(
  client: Client,
  call: Call,
  session: string,
  id: string | null,
): Promise<string | null> {
  const chat = /^(?:true|false)_([^_]+@[a-z.]+)_/.exec(id ?? '')?.[1]
  if (id === null || chat === undefined) return null
  const path = `/api/${session}/chats/${encodeURIComponent(chat)}/messages/${encodeURIComponent(id)}`
  const answer = await client.answer(call('GET', `${path}?downloadMedia=true`))
  return isSuccess(answer) ? textAt(jsonOf(answer), 'media', 'url') : null
}
