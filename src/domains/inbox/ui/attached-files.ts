import { keptType } from '~/domains/outbox/file-types'
import { shrinkPicture } from '~/ui/shrink-picture'

/** A file attached to the reply. `once` stays with it: sent twice, it arrives once. `preview`: address of a picture. */
export type Attached = { file: File; once: string; preview: string | null }

const MAX_FILE_BYTES = 16 * 1024 * 1024
/** A larger photo is scaled down, as WhatsApp itself does. */
const LARGE_PHOTO_BYTES = 1_500_000
/** Maximum number of files in one reply. */
export const MAX_FILES = 5

/** Why a file can't go, in Portuguese; null: it can. */
function fileProblem({ type, size, name }: Pick<File, 'type' | 'size' | 'name'>): string | null {
  if (keptType(type) === null)
    return `“${name}” não vai pelo WhatsApp daqui. Envie foto, vídeo, áudio, PDF ou documento do Office.`
  if (size === 0) return `“${name}” está vazio.`
  return size > MAX_FILE_BYTES ? `“${name}” passa de 16 MB.` : null
}

/** Chosen, pasted or dropped files as they will be sent, and why others were rejected. */
export async function attach(
  files: readonly File[],
  free: number,
): Promise<{ attached: Attached[]; problems: string[] }> {
  const problems: string[] = []
  const attached: Attached[] = []
  for (const given of files) {
    const file = await smaller(given)
    const problem =
      attached.length >= free ? `São ${String(MAX_FILES)} arquivos no máximo por vez.` : fileProblem(file)
    if (problem) problems.push(problem)
    else {
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
      attached.push({ file, once: crypto.randomUUID(), preview })
    }
  }
  return { attached, problems: [...new Set(problems)] }
}

async function smaller(file: File): Promise<File> {
  const isPhoto = /^image\/(jpeg|png|webp)$/.test(file.type)
  if (!isPhoto || (file.size <= LARGE_PHOTO_BYTES && file.type !== 'image/webp')) return file
  try {
    const [, base64 = ''] = (await shrinkPicture(file)).split(',')
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
    return new File([bytes], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' })
  } catch {
    return file
  }
}

/** Sends one file of a reply. @throws Error with the server's own message, as procedures do. */
export async function sendFile(
  empresa: string,
  id: string,
  { file, once }: Attached,
  text: string,
): Promise<void> {
  const form = new FormData()
  form.set('conversa', id)
  form.set('chave', once)
  form.set('texto', text)
  form.set('arquivo', file)
  const answer = await fetch(`/api/anexo/${empresa}`, { method: 'POST', body: form })
  if (answer.ok) return
  const said: unknown = await answer.json().catch(() => null)
  const message =
    typeof said === 'object' && said !== null && 'message' in said && typeof said.message === 'string'
      ? said.message
      : 'O arquivo não foi enviado. Tente de novo.'
  // In the form of the procedures' errors, whose messages are shown.
  throw Object.assign(new Error(message), { data: {} })
}
