import { z } from 'zod'
import { TEMPLATE_KINDS } from './kinds'
import { LONGEST_BODY } from './rules/templates'

const name = z.string().trim().min(1, 'Dê um nome.').max(80, 'Use no máximo 80 caracteres.')
/** A text as WhatsApp takes it. */
export const messageText = z
  .string()
  .trim()
  .min(1, 'Escreva a mensagem.')
  .max(LONGEST_BODY, 'O texto é longo demais para o WhatsApp.')

export const templateKind = z.enum(TEMPLATE_KINDS)
export const templateProblem = z.object({
  code: z.string(),
  reason: z.string(),
  variable: z.string().optional(),
})

/** Usage of the last 30 days; each counts messages. */
export const templateUsage = z.object({
  sent: z.number().int(),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int(),
  lastUsedAt: z.date().nullable(),
})
/** Sent instead outside Meta's 24 hours. */
export const cloudBinding = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  body: z.string(),
  /** Which variable of ours fills {{1}}, {{2}}… */
  parameters: z.array(z.string()),
})
export const templateRow = z.object({
  id: z.uuid(),
  kind: templateKind,
  name: z.string(),
  body: z.string(),
  active: z.boolean(),
  updatedAt: z.date(),
  cloud: cloudBinding.nullable(),
  usage: templateUsage,
})
export type TemplateRow = z.infer<typeof templateRow>

export const templateRef = z.object({ id: z.uuid('Modelo desconhecido.') })
export const saveTemplateInput = z.object({
  /** Left out: a new one. */
  id: z.uuid('Modelo desconhecido.').optional(),
  kind: templateKind,
  name,
  body: messageText,
  active: z.boolean().default(true),
})
export type SaveTemplateInput = z.output<typeof saveTemplateInput>
export const checkTemplateInput = z.object({ kind: templateKind, body: z.string().max(10_000) })
export const checkedTemplate = z.object({ preview: z.string(), problems: z.array(templateProblem) })
