/** Kinds of message parts that are files; locations and contacts aren't. */
export const FILE_KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const

/** recusado: never requested again. apagado: was stored, and deleted since. */
export const FILE_STATES = ['esperando', 'guardado', 'recusado', 'falhou', 'apagado'] as const
export type FileState = (typeof FILE_STATES)[number]

/** Types that are shown inside a page, or opened by the browser itself: nothing that could run a script. */
const SHOWN = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/ogg',
  'audio/mpeg',
  'audio/mp4',
  'audio/aac',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'application/pdf',
]
/** Types that are only downloaded. */
const DOWNLOADED = [
  'audio/amr',
  'video/3gpp',
  'video/quicktime',
  'text/plain',
  'text/csv',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]
/** Aliases of accepted types. */
const ALIASES: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
}

/** The first of the given types that is accepted, in its canonical form; null when none is. */
export function keptType(...given: readonly (string | null)[]): string | null {
  for (const one of given) {
    const bare = one?.split(';')[0]?.trim().toLowerCase() ?? ''
    const type = ALIASES[bare] ?? bare
    if (SHOWN.includes(type) || DOWNLOADED.includes(type)) return type
  }
  return null
}

/** Types that every provider sends as such; any other goes as a document, unchanged. */
const SENT_AS: Record<string, 'image' | 'video' | 'audio'> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/ogg': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
}

/** The kind that a file of an accepted type is sent as. */
export function outgoingKind(type: string): 'image' | 'video' | 'audio' | 'document' {
  return SENT_AS[type] ?? 'document'
}

/**
 * A file's name as it is stored: without invisible characters, of which some can't be stored and one shows `fdp.exe` as
 * `exe.pdf`. Null for none.
 */
export function keptName(given: string | null | undefined): string | null {
  const name = given?.replace(/\p{C}/gu, '').trim().slice(0, 200)
  return name ? name : null
}

/** Whether a browser may open it by itself. */
export function isShown(type: string): boolean {
  return SHOWN.includes(type)
}

/** The name of each kind of part, in a word. */
export const MEDIA_WORDS: Record<string, string> = {
  image: 'Foto',
  video: 'Vídeo',
  audio: 'Áudio',
  document: 'Documento',
  sticker: 'Figurinha',
  location: 'Localização',
  contact: 'Contato',
}

export function mediaWord(kind: string | null): string {
  return MEDIA_WORDS[kind ?? ''] ?? 'Anexo'
}
