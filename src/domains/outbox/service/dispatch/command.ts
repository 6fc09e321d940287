import type { Content } from '~/adapters/whatsapp/port'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { readWholeFile } from '../files/read'
import type { OutgoingMediaRow } from '../queue'
import type { Candidate } from './candidate'

/** The content for the provider: the text as it leaves, as a picture's caption if there is one. */
export async function contentOf(
  ctx: EmpresaSqlCtx,
  { id, media }: Pick<Candidate, 'id' | 'media'>,
  text: string,
): Promise<Content> {
  if (!media) return { kind: 'text', text }
  const source = await bytesOf(ctx, id, media.source)
  return { kind: 'media', ...media, source, caption: text === '' ? null : text }
}

async function bytesOf(
  ctx: EmpresaSqlCtx,
  messageId: string,
  source: OutgoingMediaRow['source'],
): Promise<Extract<Content, { kind: 'media' }>['source']> {
  if ('pictureId' in source) return pictureOf(ctx, source.pictureId)
  return 'own' in source ? { base64: (await readWholeFile(ctx, messageId)).toString('base64') } : source
}

/** @throws Error when the picture is gone: the subject's check cancels such a message before. */
async function pictureOf(ctx: EmpresaSqlCtx, id: string): Promise<{ base64: string }> {
  const { rows } = await ctx.sql.query<{ bytes: Buffer }>(
    'SELECT bytes FROM pictures WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, id],
  )
  const [row] = rows
  if (!row) throw new Error(`picture ${id} is gone`)
  return { base64: row.bytes.toString('base64') }
}
