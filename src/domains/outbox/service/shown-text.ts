import { Prisma } from '~/generated/prisma/client'
import { mediaWord, MEDIA_WORDS } from '../file-types'

/** Characters that the list of conversations stores. */
export const LAST_TEXT = 200

/** A message in one line: its text, else the name of its attachment. */
export function shownText(text: string, media: Record<string, unknown> | null): string {
  if (text !== '') return text
  const { kind, fileName } = media ?? {}
  const word = typeof kind === 'string' ? mediaWord(kind) : 'Mensagem sem texto'
  return typeof fileName === 'string' && kind === 'document' ? `${word}: ${fileName}` : word
}

/** Shown for a message that its author revoked. */
const REVOKED = 'Mensagem apagada'
const WORDS = Object.entries(MEDIA_WORDS).map(([kind, word]) => `WHEN '${kind}' THEN '${word}'`)

/** Received parts have `kind`, sent ones `media`. */
const KIND = `coalesce(m.media->>'kind', m.media->>'media')`

/** SQL: the same of message `m`; null while its text isn't rendered yet. */
export const SHOWN_TEXT = Prisma.raw(
  `CASE WHEN m.revoked_at IS NOT NULL AND m.direction = 'in' THEN '${REVOKED}' WHEN m.body <> '' OR m.body IS NULL THEN m.body WHEN m.media IS NULL THEN 'Mensagem sem texto'
     ELSE CASE ${KIND} ${WORDS.join(' ')} ELSE '${mediaWord(null)}' END
       || CASE WHEN ${KIND} = 'document' AND m.media->>'fileName' IS NOT NULL THEN ': ' || (m.media->>'fileName') ELSE '' END END`,
)
