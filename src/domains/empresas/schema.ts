import { z } from 'zod'

/** Lower case letters, digits and single hyphens, 2 to 40: it stands in the address of every page. */
export const slugSchema = z
  .string()
  .trim()
  .min(2, 'Use pelo menos 2 caracteres.')
  .max(40, 'Use no máximo 40 caracteres.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use só letras minúsculas, números e hífens, como em minha-loja.')

const days = z.number().int().min(0).max(90)

/** Settings of an empresa, with what holds until somebody changes them. Days are calendar days; the cut-off is minutes. */
export const empresaSettings = z.object({
  recovery: z
    .object({
      windowBeforeDays: days.default(2),
      windowAfterDays: days.min(1).default(30),
      cutoffMinutes: z.number().int().min(5).max(1440).default(60),
      /** Shop statuses, beyond WooCommerce's own, that count as a sale. */
      extraSaleStatuses: z.array(z.string().trim().min(1).max(40)).max(20).default([]),
    })
    .prefault({}),
  cartMessage: z
    .string()
    .trim()
    .max(1000)
    .default(
      'Oi, {nome}! Vimos que você deixou {itens} no carrinho ({valor}). Posso ajudar a concluir a compra?',
    ),
  leadMessage: z
    .string()
    .trim()
    .max(1000)
    .default('Oi, {nome}! Recebemos o seu contato. Posso ajudar a escolher o produto ideal para você?'),
})
export type EmpresaSettings = z.output<typeof empresaSettings>

/** Stored settings with defaults filled in. @throws ZodError when the row was edited by hand into nonsense. */
export function settingsOf(stored: unknown): EmpresaSettings {
  return empresaSettings.parse(stored ?? {})
}
