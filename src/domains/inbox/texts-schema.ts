import { z } from 'zod'
import { templateKind } from '~/domains/templates/schema'
import { shortcutOf } from './rules'

const filled = {
  /** As it is stored, with its variables. */
  body: z.string(),
  /** With the known values of the contact filled in. */
  text: z.string(),
  /** Variables that have no value here, by their Portuguese names. */
  missing: z.array(z.string()),
}
const quickReply = z.object({ id: z.uuid(), shortcut: z.string(), ...filled })
const templateText = z.object({ id: z.uuid(), name: z.string(), kind: templateKind, ...filled })
/** What can be inserted into a reply: the team's quick replies, then the templates in use. */
export const readyTexts = z.object({ replies: z.array(quickReply), templates: z.array(templateText) })
export type ReadyTexts = z.infer<typeof readyTexts>

export const quickReplyRef = z.object({ id: z.uuid('Resposta rápida desconhecida.') })
export const saveQuickReplyInput = z.object({
  /** Left out: a new one. */
  id: z.uuid('Resposta rápida desconhecida.').optional(),
  shortcut: z
    .string()
    .max(200)
    .transform(shortcutOf)
    .pipe(z.string().min(1, 'Dê um atalho, como “prazo”.').max(40, 'Use no máximo 40 letras no atalho.')),
  body: z.string().trim().min(1, 'Escreva a resposta.').max(4096, 'O texto é longo demais para o WhatsApp.'),
})
