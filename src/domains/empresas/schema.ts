import { z } from 'zod'
import { taxId } from '~/kernel/br'
import { isTimezone } from '~/kernel/clock'
import { pageInput } from '~/kernel/paging'
import { periodFields } from '~/kernel/period'

/** First path segments that are the portal's own. */
const RESERVED = new Set([
  'api',
  'entrar',
  'escolher',
  'sair',
  'health',
  'conta',
  'plataforma',
  'empresas',
  'icon',
  'favicon',
  'robots',
  'icons',
  'manifest',
  'offline',
  'sw',
])

/** Lower case letters, digits and single hyphens, 2 to 40: it stands in the address of every page. */
export const slugSchema = z
  .string()
  .trim()
  .min(2, 'Use pelo menos 2 caracteres.')
  .max(40, 'Use no máximo 40 caracteres.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use só letras minúsculas, números e hífens, como em minha-loja.')
  .refine((slug) => !RESERVED.has(slug), 'Este nome é do próprio portal. Escolha outro.')

const days = z.number().int().min(0).max(90)

const message = z.string().trim().min(1, 'Escreva a mensagem.').max(1000, 'Use no máximo 1.000 caracteres.')

/** The recovery rule's window in days before and after the cart, and the cut-off in minutes. */
const recoverySettings = z.object({
  windowBeforeDays: days,
  windowAfterDays: days.min(1),
  cutoffMinutes: z.number().int().min(5).max(1440),
  /** Shop statuses, beyond WooCommerce's own, that count as a sale. */
  extraSaleStatuses: z.array(z.string().trim().min(1).max(40)).max(60),
  /** Shop statuses that a user has declared to be no sale. */
  otherStatuses: z.array(z.string().trim().min(1).max(40)).max(60),
})

const blank = (text: string) => (text === '' ? null : text)
/** Who charges, as every charging message must say (CDC, art. 42-A). Null: not given yet, and such messages aren't sent. */
const chargingSettings = z.object({
  creditor: z.string().trim().max(120, 'Use no máximo 120 caracteres.').transform(blank).nullable(),
  address: z.string().trim().max(200, 'Use no máximo 200 caracteres.').transform(blank).nullable(),
  /** CPF or CNPJ with right check digits, kept without its dots. */
  document: z
    .string()
    .trim()
    .transform(blank)
    .refine(
      (text) => text === null || taxId(text) !== null,
      'Este CPF ou CNPJ não existe. Confira os números, um por um.',
    )
    .transform(taxId)
    .nullable(),
})

export const START_STEPS = ['loja', 'importacao', 'numero'] as const
export type StartStep = (typeof START_STEPS)[number]
/** The first steps on the start page: offered to an empresa that is empty, kept until they are closed. */
const startSettings = z.object({
  state: z.enum(['new', 'open', 'closed']),
  /** Steps that a user chose to leave out. */
  skipped: z.array(z.enum(START_STEPS)).max(START_STEPS.length),
})

/** Settings of an empresa, with their defaults. */
export const empresaSettings = z.object({
  recovery: z
    .object({
      windowBeforeDays: recoverySettings.shape.windowBeforeDays.default(2),
      windowAfterDays: recoverySettings.shape.windowAfterDays.default(30),
      cutoffMinutes: recoverySettings.shape.cutoffMinutes.default(60),
      extraSaleStatuses: recoverySettings.shape.extraSaleStatuses.default([]),
      otherStatuses: recoverySettings.shape.otherStatuses.default([]),
    })
    .prefault({}),
  charging: z
    .object({
      creditor: chargingSettings.shape.creditor.default(null),
      address: chargingSettings.shape.address.default(null),
      document: chargingSettings.shape.document.default(null),
    })
    .prefault({}),
  cartMessage: message.default(
    'Oi, {nome}! Vimos que você deixou {itens} no carrinho ({valor}). Posso ajudar a concluir a compra?',
  ),
  leadMessage: message.default(
    'Oi, {nome}! Recebemos o seu contato. Posso ajudar a escolher o produto ideal para você?',
  ),
  start: z
    .object({
      state: startSettings.shape.state.default('new'),
      skipped: startSettings.shape.skipped.default([]),
    })
    .prefault({}),
  /** Its customers are made up: no real channel may write to their phones, which may belong to real people. */
  demonstration: z.boolean().default(false),
})
export type EmpresaSettings = z.output<typeof empresaSettings>

/** Stored settings with defaults filled in. @throws ZodError when the row was edited by hand into nonsense. */
export function settingsOf(stored: unknown): EmpresaSettings {
  return empresaSettings.parse(stored ?? {})
}

/** IANA zone that the platform knows. */
export const timezoneSchema = z
  .string()
  .trim()
  .refine(isTimezone, 'Fuso horário desconhecido. Use um como America/Sao_Paulo.')
const empresaName = z
  .string()
  .trim()
  .min(1, 'Informe o nome da empresa.')
  .max(120, 'Use no máximo 120 caracteres.')

export const createEmpresaInput = z.object({
  slug: slugSchema,
  name: empresaName,
  timezone: timezoneSchema.default('America/Sao_Paulo'),
})
export type CreateEmpresaInput = z.input<typeof createEmpresaInput>

export const empresaDetails = z.object({
  slug: z.string(),
  name: z.string(),
  timezone: z.string(),
  /** The shop's own, as its last import found it. */
  currency: z.string(),
  settings: empresaSettings,
})

/** What is left out stays as it is. */
export const updateSettingsInput = z.object({
  name: empresaName.optional(),
  timezone: timezoneSchema.optional(),
  recovery: recoverySettings.partial().optional(),
  charging: chargingSettings.partial().optional(),
  start: startSettings.partial().optional(),
  cartMessage: message.optional(),
  leadMessage: message.optional(),
})
export type UpdateSettingsInput = z.output<typeof updateSettingsInput>

export const auditFilter = z.object({
  ...periodFields,
  entity: z.string().trim().max(40).optional(),
  action: z.string().trim().max(60).optional(),
  userId: z.uuid().optional(),
})
export type AuditFilter = z.output<typeof auditFilter>
export const auditListInput = auditFilter.extend(pageInput.shape)

export const auditRow = z.object({
  id: z.uuid(),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  entity: z.string(),
  entityId: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  extras: z.unknown(),
  ip: z.string().nullable(),
  path: z.string().nullable(),
})
export type AuditRow = z.output<typeof auditRow>

export const notification = z.object({
  id: z.uuid(),
  at: z.date(),
  kind: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  href: z.string().nullable(),
  readAt: z.date().nullable(),
})
/** The newest notifications, and how many are unread in all (100 stands for "100 or more"). */
export const bell = z.object({ unread: z.number().int(), latest: z.array(notification) })
export const markReadInput = z.object({ notificationId: z.uuid() })

const key = z.string().regex(/^[A-Za-z0-9_-]+$/)
/** What a browser gives for a device. */
export const subscribeInput = z.object({
  endpoint: z.url().max(2000),
  p256dh: key.min(80).max(100),
  auth: key.min(16).max(40),
})
export const unsubscribeInput = subscribeInput.pick({ endpoint: true })
