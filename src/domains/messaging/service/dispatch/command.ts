import type { Content, Recipient } from '~/adapters/whatsapp/port'
import { digitsOf } from '~/adapters/whatsapp/identity'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { Candidate } from './candidate'

/** Whom a message goes to. The login seen in an inbound message wins over the phone where they differ (ninth digit). */
export function recipientOf(to: Pick<Candidate, 'phone' | 'jid' | 'lid' | 'address'>): Recipient | null {
  const { phone, jid, lid, address } = to
  if (jid !== null && (phone === null || jid.split('@')[0] !== digitsOf(phone))) return { kind: 'jid', jid }
  if (phone !== null) return { kind: 'phone', e164: phone }
  if (lid !== null) return { kind: 'lid', lid }
  if (address === 'status') return { kind: 'status' }
  return address === null ? null : { kind: 'group', id: address }
}

/** What is handed to the provider: the text as it leaves, under a picture if there is one. */
export async function contentOf(ctx: EmpresaSqlCtx, { media }: Candidate, text: string): Promise<Content> {
  if (!media) return { kind: 'text', text }
  const source = 'pictureId' in media.source ? await pictureOf(ctx, media.source.pictureId) : media.source
  return { kind: 'media', ...media, source, caption: text === '' ? null : text }
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
