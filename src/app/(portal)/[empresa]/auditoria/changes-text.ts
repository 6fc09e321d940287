import { ROLE_NAMES } from '~/domains/access/texts'
import { CAMPAIGN_STATE_NAMES } from '~/domains/campaigns/schema'
import { CART_STATUS_NAMES } from '~/domains/carts/texts'
import { CONVERSATION_STATE_NAMES } from '~/domains/inbox/states'
import { bytesText } from '~/domains/inbox/ui/bytes-text'
import { delayText } from '~/domains/followups/texts'
import { MESSAGE_STATE_NAMES } from '~/domains/outbox/kinds'
import { TEMPLATE_KIND_NAMES } from '~/domains/templates/kinds'
import { CUSTOMER_STATUS_NAMES } from '~/domains/channels/rules/customer-status'
import { PROVIDER_FORMS } from '~/domains/channels/ui/providers'
import { orderStatusName } from '~/domains/orders/texts'
import { PERIOD_NAMES } from '~/kernel/period-names'
import { absoluteText, dayText } from '~/ui/moment'
import { ZONES } from '~/domains/empresas/ui/zones'
import { fieldName } from './changes-names'

const IMPORTED = { all: 'tudo', leads: 'leads', carts: 'carrinhos', orders: 'pedidos', customers: 'clientes' }
const SOURCES = { dump: 'arquivo de exportação', mysql: 'MySQL direto', ssh: 'túnel SSH' }
const DAYS = ['domingo', 'segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado']

/** Values of the log that the interface words differently, by their field. */
const VALUES: Record<string, Record<string, string>> = {
  role: ROLE_NAMES,
  kind: { ...SOURCES, ...IMPORTED, ...TEMPLATE_KIND_NAMES },
  kinds: IMPORTED,
  connection: SOURCES,
  provider: Object.fromEntries(Object.entries(PROVIDER_FORMS).map(([id, { name }]) => [id, name])),
  timezone: Object.fromEntries(ZONES.map(({ value, label }) => [value, label])),
  target: { group: 'grupo', status: 'status' },
  channel: { email: 'e-mail', whatsapp: 'WhatsApp' },
  state: MESSAGE_STATE_NAMES,
  status: {
    ...CUSTOMER_STATUS_NAMES,
    ...CART_STATUS_NAMES,
    ...CONVERSATION_STATE_NAMES,
    ...CAMPAIGN_STATE_NAMES,
  },
  direction: { in: 'recebidas', out: 'enviadas' },
  period: PERIOD_NAMES,
  format: { xlsx: 'Excel', csv: 'CSV', txt: 'texto', whatsapp: 'lista de WhatsApp' },
}

/** Shown only when true: that a new entity lacks them is no change. */
const QUIET = new Set(['tls', 'hasPassword', 'hasKey', 'complete', 'picture', 'demonstration'])
/** Fields that mean nothing to a user. */
const UNSAID = new Set(['id', 'position'])

export type ChangesContext = {
  timezone: string
  /** The name that a code stands for, where it is known. */
  nameOf?: (code: string) => string | undefined
}

type Leaf = { text: string; isCode: boolean }

/**
 * What a change says in one line: `minutos em compra: 60 → 90 · nome: A → B`. Codes are said by what they stand for, or
 * left out. Empty when there is nothing to say.
 */
export function changesText(before: unknown, after: unknown, context: ChangesContext): string {
  const old = leaves(before, context)
  const fresh = leaves(after, context)
  const names = [...new Set([...old.keys(), ...fresh.keys()])]
  return names.flatMap((name) => line(name, old.get(name), fresh.get(name)) ?? []).join(' · ')
}

function line(path: string, was: Leaf | undefined, is: Leaf | undefined): string | null {
  if (was?.text === is?.text) return null
  const name = fieldName(path)
  if (was?.isCode || is?.isCode) return was?.isCode && is?.isCode ? `${name} mudou` : null
  if (was) return `${name}: ${was.text} → ${is?.text ?? '—'}`
  if (is && QUIET.has(lastOf(path)) && is.text === 'não') return null
  return is && is.text !== NONE ? `${name}: ${is.text}` : null
}

const NONE = 'nenhum'
const lastOf = (path: string) => path.split('.').at(-1) ?? path

/** WhatsApp's status has a fixed address, which repeats what the target says. */
const isUnsaid = (field: string, value: unknown) =>
  UNSAID.has(field) || (field === 'address' && value === 'status')

/** Every value of a nested record under its dotted path; the entries of a list of records count from 1. */
function leaves(
  value: unknown,
  context: ChangesContext,
  path = '',
  found = new Map<string, Leaf>(),
): Map<string, Leaf> {
  if (value === null || value === undefined) return found
  const entries = inner(value)
  if (entries) for (const [name, one] of entries) leaves(one, context, path ? `${path}.${name}` : name, found)
  else if (path && !isUnsaid(lastOf(path), value)) found.set(path, leaf(value, lastOf(path), context))
  return found
}

function inner(value: unknown): [string, unknown][] | null {
  if (typeof value !== 'object' || value === null) return null
  if (!Array.isArray(value)) return Object.entries(value)
  const records = value.some((one) => typeof one === 'object' && one !== null)
  return records ? value.map((one: unknown, index) => [String(index + 1), one]) : null
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Fingerprints of files, and WhatsApp addresses that mean nothing to a user. */
const CODE = /^[0-9a-f]{40,}$|@(g\.us|lid|s\.whatsapp\.net|newsletter)$/i
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

function leaf(value: unknown, field: string, context: ChangesContext): Leaf {
  const name = typeof value === 'string' ? context.nameOf?.(value) : undefined
  if (name !== undefined) return { text: name, isCode: false }
  const isCode = typeof value === 'string' && (UUID.test(value) || CODE.test(value))
  return { text: isCode ? value : text(value, field, context), isCode }
}

function text(value: unknown, field: string, context: ChangesContext): string {
  if (value === true) return 'sim'
  if (value === false) return 'não'
  if (Array.isArray(value)) return listText(value, field, context)
  if (typeof value === 'number') return numberText(value, field)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (TIMESTAMP.test(value)) return absoluteText(new Date(value), context.timezone)
  if (DAY.test(value)) return dayText(new Date(`${value}T12:00:00Z`), 'UTC')
  if (field === 'extraSaleStatuses' || field === 'otherStatuses') return orderStatusName(value)
  // Words of ours are written without spaces: `em_atendimento`.
  return VALUES[field]?.[value] ?? (/^[a-z]+(_[a-z]+)+$/.test(value) ? value.replaceAll('_', ' ') : value)
}

function listText(values: readonly unknown[], field: string, context: ChangesContext): string {
  if (field === 'weekdays' && values.length === DAYS.length) return 'todos'
  return values.map((one) => text(one, field, context)).join(', ') || NONE
}

function numberText(value: number, field: string): string {
  if (field === 'weekdays') return DAYS[value] ?? String(value)
  if (field === 'delayMinutes') return delayText(value)
  if (field === 'hours') return delayText(value * 60)
  if (field === 'size') return bytesText(value)
  return field === 'port' ? String(value) : value.toLocaleString('pt-BR')
}
