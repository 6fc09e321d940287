import { z } from 'zod'
import { AppError } from '~/kernel/errors'
import { clientOver, isSuccess, type Client } from '../client'
import { errorOfAnswer, gatewayAt, jsonOf } from '../http'
import { field } from '../loose'
import { fileAt, mediaGone, mediaTooLarge, MAX_MEDIA_BYTES, sizeOf } from '../media'
import type { MediaFile, MediaRef } from '../port'
import type { CloudConfig } from './config'

const place = z.object({
  url: z.url(),
  mime_type: z.string().nullish(),
  file_size: z.union([z.string(), z.number()]).nullish(),
})
/** Hosts that may receive the token besides the API's own. */
const METAS = /(?:^|\.)(?:fbsbx\.com|facebook\.com|whatsapp\.net)$/
/** "Object does not exist": Meta's answer for a file older than its thirty days. */
const UNKNOWN_OBJECT = 100

/**
 * A file by its id: first its address, which is valid for five minutes, then the bytes; both with the token. @throws
 * AppError
 */
export async function mediaOfCloud(config: CloudConfig, client: Client, media: MediaRef): Promise<MediaFile> {
  const headers = { authorization: `Bearer ${config.accessToken}`, 'user-agent': 'retoma' }
  if (media.providerMediaId === null || !/^\w{1,64}$/.test(media.providerMediaId)) throw mediaGone()
  const answer = await client.answer({
    method: 'GET',
    path: `/${config.version}/${media.providerMediaId}?phone_number_id=${config.phoneNumberId}`,
    headers,
  })
  if (answer.status === 404 || field(jsonOf(answer), 'error', 'code') === UNKNOWN_OBJECT) throw mediaGone()
  if (!isSuccess(answer)) throw errorOfAnswer(answer)
  const found = place.safeParse(jsonOf(answer))
  if (!found.success) throw strange(found.error)
  if ((sizeOf(found.data.file_size) ?? 0) > MAX_MEDIA_BYTES) throw mediaTooLarge()
  const url = new URL(found.data.url)
  if (url.origin !== new URL(config.baseUrl).origin && !METAS.test(url.hostname)) throw strange()
  const file = await fileAt(clientOver(gatewayAt(url.origin)), {
    method: 'GET',
    path: url.pathname + url.search,
    headers: { ...headers, accept: '*/*' },
  })
  if (!file) throw mediaGone()
  return { ...file, mimeType: found.data.mime_type ?? file.mimeType }
}

function strange(cause?: unknown): AppError {
  return new AppError('SOURCE_INVALID', 'A Meta respondeu sem um endereço válido para o arquivo.', { cause })
}
