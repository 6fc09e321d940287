import { z } from 'zod'
import { cartFilter } from '~/domains/carts/schema'
import { customerFilter, plainText } from '~/domains/customers/schema'
import { leadFilter } from '~/domains/leads/schema'
import { MESSAGE_STATES } from '~/domains/outbox/kinds'
import { pageInput, pageOf } from '~/kernel/paging'

export const CAMPAIGN_STATES = ['rascunho', 'enviando', 'pausada', 'cancelada', 'concluida'] as const
export const campaignState = z.enum(CAMPAIGN_STATES)
export type CampaignState = z.infer<typeof campaignState>
export const CAMPAIGN_STATE_NAMES: Record<CampaignState, string> = {
  rascunho: 'Rascunho',
  enviando: 'Enviando',
  pausada: 'Pausada',
  cancelada: 'Cancelada',
  concluida: 'Concluída',
}

/** Maximum recipients of one campaign: what one transaction queues. */
export const MAX_RECIPIENTS = 20_000
/** Characters of a pasted list or file. */
export const LONGEST_FILE = 4_000_000
/** Bytes of a request that carries such a list, or a picture. */
export const MAX_LIST_BYTES = 5 * 1024 * 1024

export const segment = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('leads'),
    ...leadFilter.pick({ period: true, from: true, to: true, client: true, contacted: true, uf: true }).shape,
  }),
  z.object({ of: z.literal('clientes'), ...customerFilter.pick({ group: true, uf: true }).shape }),
  z.object({
    of: z.literal('carrinhos'),
    ...cartFilter.pick({ period: true, from: true, to: true, status: true, sent: true, uf: true }).shape,
  }),
])
export type Segment = z.output<typeof segment>

/** Source of the recipients: rows of the portal, or a list that the user provides. */
export const campaignSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segmento'), segment }),
  z.object({
    kind: z.literal('arquivo'),
    fileName: plainText(200).optional(),
    text: z
      .string()
      .min(1, 'Cole a lista ou escolha um arquivo.')
      .max(LONGEST_FILE, 'O arquivo é grande demais. Divida-o em partes.'),
  }),
])
export type CampaignSource = z.output<typeof campaignSource>
/** What is stored of the source: the file's rows are the recipients. */
export const storedSource = z.union([
  z.object({ kind: z.literal('segmento'), segment: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal('arquivo'), fileName: z.string().nullable(), columns: z.array(z.string()) }),
])

export const createCampaignInput = z.object({
  name: z.string().trim().min(1, 'Dê um nome.').max(80, 'Use no máximo 80 caracteres.'),
  templateId: z.uuid('Modelo desconhecido.'),
  connectionId: z.uuid('Conexão desconhecida.'),
  source: campaignSource,
  /** Local time of the empresa; left out: as soon as it is started. */
  startsAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'Escolha o dia e a hora.')
    .nullish(),
  /** Seconds between two messages; left out: only the channel's own pace. */
  gapSeconds: z
    .number()
    .int('Use segundos inteiros.')
    .min(1, 'Use pelo menos 1 segundo.')
    .max(3600, 'Use no máximo 3600 segundos, uma hora.')
    .nullish(),
})
export type CreateCampaignInput = z.output<typeof createCampaignInput>

export const campaignRef = z.object({ id: z.uuid('Campanha desconhecida.') })
/** Campaigns whose results are requested: a page of their list. */
export const campaignRefs = z.object({ ids: z.array(z.uuid('Campanha desconhecida.')).max(200) })
export const listCampaignsInput = pageInput

/** Messages of a campaign by status. */
export const progress = z.object({
  waiting: z.number().int(),
  sending: z.number().int(),
  sent: z.number().int(),
  delivered: z.number().int(),
  read: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  uncertain: z.number().int(),
  /** Recipients who answered after it. */
  answered: z.number().int(),
  /** Of those that left: 0 to 1, null before the first. */
  deliveryRate: z.number().nullable(),
  answerRate: z.number().nullable(),
  errorRate: z.number().nullable(),
})

export const campaignRow = z.object({
  id: z.uuid(),
  name: z.string(),
  status: campaignState,
  templateName: z.string(),
  connectionName: z.string(),
  /** True: the channel is a simulator, so no phone gets it. */
  simulated: z.boolean(),
  createdBy: z.string(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  recipients: z.number().int(),
  refused: z.number().int(),
  progress,
})
export type CampaignRow = z.infer<typeof campaignRow>
export const campaignPage = pageOf(campaignRow)

export const campaignDetail = campaignRow.extend({
  templateId: z.uuid(),
  connectionId: z.uuid(),
  source: storedSource,
  startsAt: z.date().nullable(),
  gapSeconds: z.number().int().nullable(),
  /** After this time pending messages aren't sent any more; null for a draft. */
  lastsUntil: z.date().nullable(),
  refusals: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** The first texts as they would leave now. */
  previews: z.array(z.object({ name: z.string().nullable(), phone: z.string(), text: z.string() })),
  /** Only of a draft: what the channel's ban risk allows. */
  budget: z
    .object({
      newContacts: z.number().int(),
      /** New contacts who wait for the same channel already. */
      waiting: z.number().int(),
      days: z.number().int(),
      refusal: z.string().nullable(),
      allowedToday: z.number().int(),
      /** Contacts that it would reach if started now. */
      reached: z.number().int(),
      /**
       * For a channel of the official API, null for any other: `outside` contacts didn't write within 24 hours of the
       * start and may only get the template that Meta approved; none is linked where `approved` is null.
       */
      official: z.object({ outside: z.number().int(), approved: z.string().nullable() }).nullable(),
      /** When it would end at the latest if started now. */
      lastLeavesAt: z.date(),
      lastsUntil: z.date(),
    })
    .nullable(),
})
export type CampaignDetail = z.infer<typeof campaignDetail>

/** The figures of the campaign's page, each with a list of its own. */
export const BECAME = [
  'sairam',
  'entregues',
  'lidas',
  'na_fila',
  'falharam',
  'nao_enviadas',
  'incertas',
  'responderam',
] as const
export const became = z.enum(BECAME)
export type Became = z.infer<typeof became>
export const BECAME_NAMES: Record<Became, string> = {
  sairam: 'Saíram',
  entregues: 'Entregues',
  lidas: 'Lidas',
  na_fila: 'Na fila',
  falharam: 'Falharam',
  nao_enviadas: 'Não enviadas',
  incertas: 'Incertas',
  responderam: 'Responderam',
}

export const listRecipientsInput = campaignRef.extend({
  /** sim: only those that aren't written to. */
  refused: z.enum(['sim', 'nao']).optional(),
  /** Only those excluded for this reason, in the words of the check. */
  reason: plainText(300).optional(),
  became: became.optional(),
  ...pageInput.shape,
})
export const recipientRow = z.object({
  id: z.uuid(),
  line: z.number().int(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  phoneRaw: z.string().nullable(),
  refusal: z.string().nullable(),
  state: z.enum(MESSAGE_STATES).nullable(),
  stateReason: z.string().nullable(),
})
export const recipientPage = pageOf(recipientRow)
