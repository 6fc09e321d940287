import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { MAX_PICTURE_BYTES } from '../post-texts'

/** Magic bytes of the picture formats that every provider shows. */
const KINDS = [
  { mimeType: 'image/jpeg', head: Buffer.from([0xff, 0xd8, 0xff]) },
  { mimeType: 'image/png', head: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
]

/** Stores a picture. @returns its id. @throws AppError BAD_INPUT for what isn't a JPEG or PNG, or is too large. */
export async function keepPicture(ctx: EmpresaCtx, base64: string): Promise<string> {
  const bytes = Buffer.from(base64, 'base64')
  const kind = KINDS.find(({ head }) => bytes.subarray(0, head.length).equals(head))
  if (!kind || bytes.length > MAX_PICTURE_BYTES)
    throw new AppError('BAD_INPUT', 'Use uma foto JPEG ou PNG de até 2 MB.', {
      fields: [{ field: 'picture', reason: 'Use uma foto JPEG ou PNG de até 2 MB.' }],
    })
  const { id } = await ctx.db.picture.create({
    data: {
      empresaId: ctx.empresaId,
      mimeType: kind.mimeType,
      bytes: new Uint8Array(bytes),
      createdAt: ctx.now,
    },
    select: { id: true },
  })
  return id
}

/** Deletes a picture that no post uses any more. */
export async function dropPicture(ctx: EmpresaCtx, id: string | null): Promise<void> {
  if (id !== null)
    await ctx.db.picture.deleteMany({ where: { empresaId: ctx.empresaId, id, posts: { none: {} } } })
}

/** A picture as a `data:` address, for the page that edits its post. */
export async function pictureData(ctx: EmpresaCtx, id: string): Promise<string | null> {
  const found = await ctx.db.picture.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { mimeType: true, bytes: true },
  })
  return found && `data:${found.mimeType};base64,${Buffer.from(found.bytes).toString('base64')}`
}
