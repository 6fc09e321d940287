import { Download, FileText, Video } from 'lucide-react'
import { mediaWord } from '~/domains/outbox/file-types'
import type { ThreadMedia } from '../schema'
import { bytesText } from './bytes-text'
import { FetchAgain } from './fetch-again'

/**
 * The attachment of a message: a picture that opens, a player of sound or video, or a file to download. A missing file
 * says why.
 */
export function Attachment({
  empresa,
  id,
  media,
  who,
  operates,
}: {
  empresa: string
  /** Of the message. */
  id: string
  media: ThreadMedia
  /** Who sent it. */
  who: string
  operates: boolean
}) {
  const word = mediaWord(media.kind)
  const href = `/api/midia/${empresa}/${id}`
  if (media.state !== 'guardado')
    return <Missing empresa={empresa} id={id} media={media} operates={operates} />
  if (media.mimeType?.startsWith('image/'))
    return (
      <a href={href} target="_blank" rel="noopener" className="mb-1 block w-fit rounded-lg">
        <img
          src={href}
          alt={`${word} de ${who}, abrir`}
          loading="lazy"
          // A fixed size: what loads late must not push the newest message out of sight.
          className="h-56 w-56 max-w-full rounded-lg bg-sunken object-cover object-top"
        />
      </a>
    )
  if (media.kind === 'audio' && media.mimeType !== 'audio/amr')
    return (
      <audio
        controls
        preload="none"
        src={href}
        aria-label={`${word} de ${who}`}
        className="mb-1 h-11 w-64 max-w-full"
      >
        {/* A voice message has no text to show. */}
        <track kind="captions" />
      </audio>
    )
  if (media.kind === 'video' && media.mimeType === 'video/mp4')
    return (
      <div className="mb-1 w-64 max-w-full">
        {/* Nothing of it is loaded before the user presses play. */}
        <video
          controls
          playsInline
          preload="none"
          src={href}
          aria-label={`${word} de ${who}`}
          className="h-44 w-full rounded-lg bg-sunken object-contain"
        >
          <track kind="captions" />
        </video>
        {/* Not every browser plays every phone's video. */}
        <a
          href={href}
          download
          className="inline-flex min-h-6 items-center gap-1.5 text-xs underline max-sm:min-h-11"
        >
          <Download size={14} aria-hidden />
          {['Baixar o vídeo', bytesText(media.size)].filter(Boolean).join(', ')}
        </a>
      </div>
    )
  const Icon = media.kind === 'video' ? Video : FileText
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener"
      className="mb-1 flex min-h-11 max-w-full items-center gap-2.5 rounded-lg border border-line bg-surface px-3 py-2 text-ink hover:bg-sunken"
    >
      <Icon size={20} aria-hidden className="shrink-0 text-jade-ink" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{media.fileName ?? word}</span>
        <span className="block text-xs text-soft">
          {[word, bytesText(media.size)].filter(Boolean).join(', ')}
        </span>
      </span>
    </a>
  )
}

function Missing({
  empresa,
  id,
  media,
  operates,
}: {
  empresa: string
  id: string
  media: ThreadMedia
  operates: boolean
}) {
  const word = [mediaWord(media.kind), media.fileName].filter(Boolean).join(': ')
  return (
    <div className="mb-1 min-w-0">
      <p className="text-xs font-medium break-words">{word}</p>
      {media.state === 'esperando' ? (
        <p role="status" className="text-xs">
          {media.problem === null
            ? 'Baixando…'
            : `Ainda não foi possível baixar: ${media.problem} Tentaremos de novo.`}
        </p>
      ) : null}
      {media.state === 'falhou' || media.state === 'recusado' ? (
        <p className="text-xs">Não foi possível baixar: {media.problem}</p>
      ) : null}
      {media.state === 'apagado' ? <p className="text-xs">Apagado aqui depois de um ano.</p> : null}
      {operates && media.askable ? <FetchAgain empresa={empresa} id={id} /> : null}
    </div>
  )
}
