import { refused } from './outcome'
import type { Content, IncomingMedia, OutgoingMedia, Refused } from './port'

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

/** What no provider carries: an empty text, or a caption that an audio would lose. Null when there's nothing wrong. */
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
