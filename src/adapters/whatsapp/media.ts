import { AppError } from '~/kernel/errors'
import { isSuccess, type Client } from './client'
import { errorOfAnswer, jsonOf, type Answer, type GatewayRequest } from './http'
import { refused } from './outcome'
import type { Content, IncomingMedia, MediaFile, OutgoingMedia, Refused } from './port'

/** Files larger than this aren't fetched: WhatsApp's own limit for pictures, audio and video is 16 MB. */
export const MAX_MEDIA_BYTES = 16 * 1024 * 1024
/** Bytes of a JSON answer with such a file inside, in base64. */
export const MAX_BASE64_BYTES = Math.ceil(MAX_MEDIA_BYTES / 3) * 4 + 64 * 1024
/** Large files may come over slow lines. */
export const MEDIA_MILLISECONDS = 60_000

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'application/pdf': 'pdf',
}

/** Name of the file as the phone shows it. */
export function fileNameOf(media: OutgoingMedia): string {
  const type = media.mimeType.split(';')[0]?.trim() ?? ''
  return media.fileName ?? `arquivo.${EXTENSIONS[type] ?? 'bin'}`
}

/** What no provider can send: an empty text, or a caption that an audio would lose. Null when there's nothing wrong. */
export function contentProblem(content: Content): Refused | null {
  if (content.kind === 'text' && content.text.trim() === '')
    return refused('texto-vazio', 'content', 'A mensagem está vazia. Escreva o texto.')
  if (content.kind === 'text' && content.text.length > 4096)
    return refused('texto-longo', 'content', 'A mensagem passa de 4.096 caracteres. Encurte o texto.')
  if (content.kind === 'media' && content.media === 'audio' && content.caption)
    return refused(
      'audio-com-legenda',
      'content',
      'Um áudio não leva legenda. Envie o texto em outra mensagem.',
    )
  return null
}

/** Kind of an incoming file by its MIME type. */
export function kindOfMime(mimeType: string | null): IncomingMedia['kind'] {
  const type = mimeType ?? ''
  if (type === 'image/webp') return 'sticker'
  const top = type.split('/')[0]
  return top === 'image' || top === 'video' || top === 'audio' ? top : 'document'
}

/** Metadata of a message part that isn't a file: all unknown. */
export const NO_FILE = {
  mimeType: null,
  url: null,
  providerMediaId: null,
  fileName: null,
  size: null,
} as const

/** A byte count as a provider gives it: a number or digits, else null. */
export function sizeOf(said: unknown): number | null {
  const size = typeof said === 'string' && /^\d+$/.test(said) ? Number(said) : said
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null
}

/** The provider no longer has the file, or never had it. */
export function mediaGone(): AppError {
  return new AppError(
    'NOT_FOUND',
    'O arquivo não está mais no WhatsApp. Peça ao cliente que o envie de novo.',
  )
}

export function mediaTooLarge(): AppError {
  return new AppError('TOO_LARGE', 'O arquivo passa de 16 MB. Peça ao cliente um arquivo menor.')
}

/** A file behind an address: null when it no longer exists. @throws AppError, TOO_LARGE beyond the limit */
export async function fileAt(client: Client, request: GatewayRequest): Promise<MediaFile | null> {
  const answer = await patient(client, request, MAX_MEDIA_BYTES)
  if (answer.status === 404 || answer.status === 410) return null
  if (!isSuccess(answer)) throw errorOfAnswer(answer)
  return { bytes: answer.bytes, mimeType: answer.type || null, fileName: null }
}

/**
 * A JSON answer with a file inside; `goneAt`: statuses that mean there is no file, `awayAt`: statuses that mean the
 * channel isn't connected. @throws AppError as fileAt, NOT_FOUND, SOURCE_UNAVAILABLE
 */
export async function answerWithFile(
  client: Client,
  request: GatewayRequest,
  goneAt: readonly number[],
  awayAt: readonly number[] = [],
): Promise<unknown> {
  const answer = await patient(client, request, MAX_BASE64_BYTES)
  if (goneAt.includes(answer.status)) throw mediaGone()
  if (awayAt.includes(answer.status))
    throw new AppError('SOURCE_UNAVAILABLE', 'O número não está conectado agora. Confira a conexão.')
  if (answer.status === 413) throw mediaTooLarge()
  if (!isSuccess(answer)) throw errorOfAnswer(answer)
  return jsonOf(answer)
}

async function patient(client: Client, request: GatewayRequest, largest: number): Promise<Answer> {
  try {
    return await client.answer({ ...request, largest, milliseconds: MEDIA_MILLISECONDS })
  } catch (error) {
    throw error instanceof AppError && error.code === 'TOO_LARGE' ? mediaTooLarge() : error
  }
}

/**
 * The bytes of base64, with or without a `data:` prefix. @throws AppError TOO_LARGE, SOURCE_INVALID when there are none
 */
export function bytesOfBase64(base64: string | null): Buffer {
  const bytes = Buffer.from((base64 ?? '').replace(/^data:[^,]*,/, ''), 'base64')
  if (bytes.length > MAX_MEDIA_BYTES) throw mediaTooLarge()
  if (bytes.length === 0)
    throw new AppError('SOURCE_INVALID', 'O serviço de WhatsApp mandou o arquivo vazio.')
  return bytes
}
