import { z } from 'zod'
import type { ErrorCode } from '~/kernel/errors'
import { day } from '~/kernel/period'
import { PERIODS } from '~/kernel/period-names'
import { isStorable } from '~/kernel/storable'
import { IMPORT_KINDS } from './kinds'

export const importKind = z.enum(IMPORT_KINDS, 'Escolha leads, carts, orders ou customers.')
export type ImportKind = z.infer<typeof importKind>

export const connectionKind = z.enum(['mysql', 'ssh', 'dump'], 'Escolha mysql, ssh ou dump.')
export type ConnectionKind = z.infer<typeof connectionKind>

const required = (message: string, max: number) =>
  z.string(message).trim().min(1, message).max(max, `Use no máximo ${max} caracteres.`)
const host = (message: string) =>
  required(message, 255).regex(
    /^[\p{L}\d._:-]+$/u,
    'Informe só o nome ou o endereço do servidor, sem http:// nem barras.',
  )
const port = z.coerce
  .number('A porta é um número de 1 a 65535.')
  .int('A porta é um número de 1 a 65535.')
  .min(1, 'A porta é um número de 1 a 65535.')
  .max(65535, 'A porta é um número de 1 a 65535.')
const secret = z.string().min(1, 'A senha está vazia.').max(1024, 'A senha passa de 1024 caracteres.')
const prefix = z
  .string()
  .trim()
  .min(1, 'Informe o prefixo das tabelas, como wp_.')
  .max(40, 'O prefixo passa de 40 caracteres.')
  .regex(/^[A-Za-z0-9_]+$/, 'O prefixo só pode ter letras, números e _.')
  .default('wp_')

/** Accepted keys of the form per field; every one optional (imp-3, t-17). */
const formKeys = z
  .array(z.string().trim().min(1, 'Há um nome de campo vazio.').max(200, 'Nome de campo longo demais.'))
  .max(20, 'No máximo 20 campos por item.')
  .default([])
export const fieldMapping = z.object({
  name: formKeys,
  whatsapp: formKeys,
  size: formKeys,
  email: formKeys,
  /** Never taken for any of them, whatever their names say. */
  ignored: formKeys.unwrap().max(200, 'No máximo 200 campos ignorados.').default([]),
})
export type FieldMappingView = z.infer<typeof fieldMapping>
export const NO_MAPPING: FieldMappingView = { name: [], whatsapp: [], size: [], email: [], ignored: [] }
/** What a field can be mapped to, in the order in which the reader looks: a field that stands twice is the first. */
export const MAPPING_TARGETS = [
  'name',
  'whatsapp',
  'size',
  'email',
  'ignored',
] as const satisfies readonly (keyof FieldMappingView)[]

/** One field of the shop's forms, as the mapping form shows it. */
export type FormField = {
  /** As the shop spells it first. */
  key: string
  /** Every spelling that the reader takes for the same field. */
  spellings: string[]
  /** Where it stands; none when only the mapping knows it. */
  forms: string[]
  /** How often it was filled in; null when no test has counted. */
  count: number | null
  sample: string | null
  /** What its name says; null when nothing. */
  guess: Exclude<keyof FieldMappingView, 'ignored'> | null
  /** The user's choice; null leaves it to the name. */
  chosen: keyof FieldMappingView | null
}

/** Local hour of the daily import. */
export const dailyAt = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Use uma hora no formato HH:MM, como 06:30.')

const common = { prefix, mapping: fieldMapping.optional(), dailyAt: dailyAt.nullish() }
const mysqlFields = {
  host: host('Informe o servidor do MySQL.'),
  port: port.default(3306),
  database: required('Informe o nome do banco de dados.', 64),
  username: required('Informe o usuário do banco.', 128),
  /** Left out: the one that is kept stays. */
  password: secret.optional(),
}

/** A connection as a user enters it. A secret left out keeps the one that is stored (never shown again). */
export const connectionInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mysql'), ...common, ...mysqlFields, tls: z.boolean().default(false) }),
  z.object({
    kind: z.literal('ssh'),
    ...common,
    ...mysqlFields,
    tls: z.boolean().default(false),
    sshHost: host('Informe o servidor SSH.'),
    sshPort: port.default(22),
    sshUsername: required('Informe o usuário do SSH.', 128),
    sshPassword: secret.optional(),
    sshKey: z
      .string()
      .trim()
      .min(1, 'A chave está vazia.')
      .max(32_768, 'A chave passa de 32 kB.')
      .includes('PRIVATE KEY', {
        message: 'Cole a chave privada inteira, com a linha -----BEGIN … PRIVATE KEY-----.',
      })
      .optional(),
    /** Pins this key at once; left out, the first one seen is pinned. */
    sshHostKey: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'Use a impressão digital no formato SHA256:…')
      .optional(),
  }),
  z.object({ kind: z.literal('dump'), ...common }),
])
export type ConnectionInput = z.infer<typeof connectionInput>

const shopForm = z.object({
  plugin: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  entries: z.number(),
  fields: z.array(z.string()),
  /** Tests of before have none. */
  seen: z.array(z.object({ field: z.string(), count: z.number(), sample: z.string() })).default([]),
})
export const shopIdentity = z.object({
  address: z.string().nullable(),
  marks: z.record(z.string(), z.string()),
})
const shopFacts = z.object({
  serverVersion: z.string(),
  storage: z.enum(['hpos', 'posts']).nullable(),
  timezone: z.string(),
  currency: z.string(),
  cartSource: z.enum(['cartflows', 'abandoned_cart_lite']).nullable(),
  hasLeads: z.boolean(),
  /** Tests of before didn't ask. */
  identity: shopIdentity.nullable().default(null),
  warnings: z.array(z.string()),
})

/** Outcome of a connection test, as stored and shown (imp-2). */
export const connectionTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: z.enum(['ssh', 'tcp', 'login', 'database', 'file', 'table']),
      subject: z.string(),
      ok: z.boolean(),
      message: z.string(),
      code: z.custom<ErrorCode>((value) => typeof value === 'string').optional(),
    }),
  ),
  facts: shopFacts.nullable(),
  forms: z.array(shopForm),
  hostKey: z.string().nullable(),
})
export type ConnectionTest = z.infer<typeof connectionTest>

/** A connection as it is shown: no secret, only whether one is kept (t-14). */
export const connectionView = z.object({
  id: z.uuid(),
  kind: connectionKind,
  prefix: z.string(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  database: z.string().nullable(),
  username: z.string().nullable(),
  tls: z.boolean(),
  hasPassword: z.boolean(),
  ssh: z
    .object({
      host: z.string().nullable(),
      port: z.number().nullable(),
      username: z.string().nullable(),
      hasPassword: z.boolean(),
      hasKey: z.boolean(),
      hostKey: z.string().nullable(),
      hostKeyApprovedAt: z.date().nullable(),
    })
    .nullable(),
  file: z
    .object({
      id: z.uuid(),
      name: z.string(),
      size: z.number(),
      sha256: z.string(),
      complete: z.boolean(),
      uploadedAt: z.date(),
    })
    .nullable(),
  mapping: fieldMapping,
  dailyAt: z.string().nullable(),
  lastTest: connectionTest.nullable(),
  lastTestAt: z.date().nullable(),
  updatedAt: z.date(),
})
export type ConnectionView = z.infer<typeof connectionView>

/** Where a WooCommerce shop posts its orders, and the secret that it signs with. */
export const shopWebhookView = z.object({
  url: z.string(),
  secret: z.string(),
  lastDeliveryAt: z.date().nullable(),
  /** Why deliveries since `problemAt` are useless; null while all is well. */
  problem: z.string().nullable(),
  problemAt: z.date().nullable(),
})
export type ShopWebhookView = z.infer<typeof shopWebhookView>

/** A connection leads to another shop than the one known: nothing is read until a user has answered. */
export const identityQuestion = z.object({
  kind: connectionKind,
  /** Addresses of the known shop and of the one found. */
  before: z.string().nullable(),
  now: z.string().nullable(),
  /** Its tables are the known shop's at another address, or it is another shop. */
  verdict: z.enum(['moved', 'other']),
  at: z.date(),
})
export type IdentityQuestion = z.infer<typeof identityQuestion>
export const identityAnswer = z.enum(['mesma', 'voltar'], 'Escolha mesma ou voltar.')
export type IdentityAnswer = z.infer<typeof identityAnswer>
export const identityAnswerInput = z.object({ answer: identityAnswer })

export const connectionRef = z.object({ kind: connectionKind })
export const mappingInput = z.object({ kind: connectionKind, mapping: fieldMapping })
export const dailyInput = z.object({ kind: connectionKind, dailyAt: dailyAt.nullable() })
export const uploadName = z
  .string()
  .trim()
  .min(1, 'O arquivo precisa de um nome.')
  .max(255, 'O nome do arquivo é longo demais.')
  .regex(/\.(sql|sql\.gz|gz|zip)$/i, 'Envie um arquivo .sql, .sql.gz ou .zip.')
  .refine(isStorable, 'O nome do arquivo tem um caractere que não pode ser guardado.')

/** What to import. `from`/`to` are local days, inclusive, and win over `period`; neither means everything. */
export const startInput = z
  .object({
    kinds: z
      .array(importKind)
      .min(1, 'Escolha ao menos um tipo.')
      .max(IMPORT_KINDS.length, 'Há tipos repetidos.')
      .default([...IMPORT_KINDS]),
    /** Left out: the connection changed or tested last. */
    connection: connectionKind.optional(),
    period: z.enum(PERIODS, 'Período desconhecido.').optional(),
    from: day.optional(),
    to: day.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'A data final vem antes da inicial.',
  })
export type StartInput = z.input<typeof startInput>

/** The same from outside, where a period left empty by mistake must not read the whole shop. */
export const askedImport = startInput.refine(
  ({ period, from, to }) => period !== undefined || from !== undefined || to !== undefined,
  { path: ['from'], message: 'Informe ao menos uma das duas datas.' },
)

export const runStatus = z.enum(['queued', 'running', 'paused', 'cancelled', 'done', 'failed'])
export const partView = z.object({
  kind: importKind,
  state: z.enum(['waiting', 'running', 'done']),
  read: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  /** Read although a part of the row could not be. */
  noted: z.number().int(),
  expected: z.number().int().nullable(),
})
export type PartView = z.infer<typeof partView>

/** One run as it stands (imp-7). `secondsLeft` and `percent` are null while they can't be known. */
export const runView = z.object({
  id: z.uuid(),
  connection: connectionKind,
  kinds: z.array(importKind),
  from: z.string().nullable(),
  to: z.string().nullable(),
  status: runStatus,
  stage: z.string(),
  startedBy: z.string(),
  parts: z.array(partView),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  percent: z.number().nullable(),
  notes: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Lines of the summary, in Portuguese; empty until the run has ended. */
  summary: z.array(z.string()),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  heartbeatAt: z.date().nullable(),
  retryAt: z.date().nullable(),
})
export type RunView = z.infer<typeof runView>

export const runRef = z.object({ id: z.uuid('Importação desconhecida.') })
export const runCreated = z.object({ id: z.uuid() })

export const refusedRow = z.object({
  kind: importKind,
  sourceTable: z.string(),
  sourceKey: z.string(),
  reasonCode: z.string(),
  reason: z.string(),
  raw: z.record(z.string(), z.string().nullable()),
})
export type RefusedRow = z.infer<typeof refusedRow>
export const refusedInput = runRef.extend({
  cursor: z.string().max(800).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export const refusedPage = z.object({ rows: z.array(refusedRow), next: z.string().nullable() })
export const runsInput = z.object({
  cursor: z.string().max(400).optional(),
  size: z.coerce.number().int().min(1).max(100).default(20),
})
export const runsPage = z.object({ rows: z.array(runView), next: z.string().nullable() })
