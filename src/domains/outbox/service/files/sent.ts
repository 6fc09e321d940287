import { MAX_MEDIA_BYTES } from '~/adapters/whatsapp/media'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { keptName, keptType, outgoingKind } from '../../file-types'
import type { OutgoingMediaRow } from '../queue'

/** A file that a user sends, checked. */
export type AnswerFile = {
  media: OutgoingMediaRow['media']
  mimeType: string
  fileName: string | null
  bytes: Uint8Array<ArrayBuffer>
}

/** A file that a browser uploaded, if WhatsApp accepts it. @throws AppError BAD_INPUT, TOO_LARGE */
export async function readSentFile(file: File): Promise<AnswerFile> {
  const mimeType = keptType(file.type)
  if (mimeType === null)
    throw new AppError(
      'BAD_INPUT',
      'O WhatsApp não leva este tipo de arquivo. Envie foto, vídeo, áudio ou PDF.',
    )
  if (file.size === 0) throw new AppError('BAD_INPUT', 'O arquivo está vazio.')
  if (file.size > MAX_MEDIA_BYTES) throw new AppError('TOO_LARGE', 'O arquivo passa de 16 MB.')
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { media: outgoingKind(mimeType), mimeType, fileName: keptName(file.name), bytes }
}

/** The file's description in the outbox; the bytes stay beside the message. */
export function mediaOf({ media, mimeType, fileName }: AnswerFile): OutgoingMediaRow {
  return { media, mimeType, fileName, source: { own: true } }
}

/** Rejects what the provider would reject, before anything is queued. @throws AppError BAD_INPUT */
export function requireCarried(media: OutgoingMediaRow['media'], caption: string): void {
  if (media === 'audio' && caption !== '')
    throw new AppError('BAD_INPUT', 'Um áudio não leva legenda. Envie o texto em outra mensagem.')
}

/** Stores the file of a message that this unit of work has queued: it is sent and shown from there. */
export async function keepSentFile(ctx: EmpresaCtx, messageId: string, file: AnswerFile): Promise<void> {
  await ctx.db.messageFile.create({
    data: {
      empresaId: ctx.empresaId,
      messageId,
      state: 'guardado',
      kind: file.media,
      mimeType: file.mimeType,
      fileName: file.fileName,
      size: file.bytes.length,
      bytes: file.bytes,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    },
    select: { messageId: true },
  })
}
