import { formatTaxId } from '~/kernel/br'
import type { MessageValues } from '~/kernel/message'
import type { TemplateKind } from '../kinds'

/** A variable of templates: Portuguese name, English alias, its meaning, a sample for the preview. */
export type Variable = { name: string; english: string; meaning: string; sample: string }

export const VARIABLES: readonly Variable[] = [
  { name: 'nome', english: 'name', meaning: 'Primeiro nome da pessoa', sample: 'Mariana' },
  { name: 'telefone', english: 'phone', meaning: 'Telefone da pessoa', sample: '(31) 98765-4321' },
  { name: 'empresa', english: 'company', meaning: 'Nome da sua empresa', sample: 'Sua Loja' },
  {
    name: 'itens',
    english: 'items',
    meaning: 'O que está no carrinho ou no pedido',
    sample: 'Sandália Lua, 37',
  },
  { name: 'valor', english: 'amount', meaning: 'Valor, já com a moeda', sample: 'R$ 189,90' },
  { name: 'pedido', english: 'order', meaning: 'Número do pedido', sample: '#10482' },
  {
    name: 'link',
    english: 'link',
    meaning: 'Endereço para continuar a compra ou pagar',
    sample: 'https://sualoja.com.br/carrinho',
  },
  { name: 'pix', english: 'pix_code', meaning: 'PIX copia e cola', sample: '00020126580014br.gov.bcb.pix…' },
  { name: 'vencimento', english: 'due_date', meaning: 'Data de vencimento', sample: '25/11/2026' },
  {
    name: 'descricao',
    english: 'description',
    meaning: 'Descrição da cobrança',
    sample: 'Mensalidade de novembro',
  },
  { name: 'plano', english: 'plan', meaning: 'Plano contratado', sample: 'Plano Ouro' },
  { name: 'data', english: 'current_date', meaning: 'Data do envio', sample: '20/11/2026' },
  { name: 'hora', english: 'current_time', meaning: 'Hora do envio', sample: '14:30' },
  {
    name: 'credor',
    english: 'creditor',
    meaning: 'Nome ou razão social de quem cobra',
    sample: 'Sua Loja Ltda.',
  },
  {
    name: 'endereco',
    english: 'address',
    meaning: 'Endereço de quem cobra',
    sample: 'Rua das Flores, 100, Belo Horizonte/MG',
  },
  {
    name: 'documento',
    english: 'document',
    meaning: 'CPF ou CNPJ de quem cobra',
    sample: '12.345.678/0001-95',
  },
]

/** Variables from the empresa's settings: the creditor, whatever the message is about. */
export const CREDITOR_VARIABLES: readonly string[] = ['credor', 'endereco', 'documento']

/** The creditor in the empresa's settings; null: not set yet. */
export type Charging = { creditor: string | null; address: string | null; document: string | null }

/** Values of those variables; null while the empresa hasn't set them. */
export function creditorValues(charging: Charging): MessageValues {
  const { creditor, address, document } = charging
  return { credor: creditor, endereco: address, documento: document && formatTaxId(document) }
}

/** Columns of a campaign's own file: `{campo.cidade}`, only in templates of kind livre. */
export const FIELD_PREFIX = 'campo.'

const PORTUGUESE = new Map(
  VARIABLES.flatMap(({ name, english }) => [
    [name, name],
    [english, name],
  ]),
)

/** The Portuguese name of a variable in any accepted spelling; null when it is unknown. */
export function variableName(written: string, kind: TemplateKind): string | null {
  const name = written.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  if (kind === 'livre' && name.startsWith(FIELD_PREFIX) && name.length > FIELD_PREFIX.length) return name
  return PORTUGUESE.get(name) ?? null
}

/** Variables that every message has a value for, whatever it is about. */
export const COMMON_VARIABLES: readonly string[] = ['nome', 'telefone', 'empresa', 'data', 'hora']

const DEBT = ['valor', 'vencimento', 'descricao', 'plano', 'pix', 'link', ...CREDITOR_VARIABLES]
/**
 * Variables that the subject of a kind's messages provides beyond that: the one list for the editor, for saving and for the
 * replay. A free text has those of its campaign's file, or those of the follow-up that uses it.
 */
export const PROVIDED = {
  cobranca: DEBT,
  vencimento: DEBT,
  atraso: DEBT,
  renovacao: ['plano', 'vencimento', 'valor', 'pix', 'link'],
  boas_vindas: ['plano'],
  cancelamento: ['plano'],
  indicacao: ['link'],
  carrinho: ['itens', 'valor', 'link'],
  pedido: ['itens', 'valor', 'pedido'],
  lead: [],
  livre: [],
} as const satisfies Record<TemplateKind, readonly string[]>

/** Variables of a text, by their Portuguese names, that messages about a kind's subject never have a value for. */
export function neverProvided(kind: TemplateKind, names: readonly string[]): string[] {
  const provided: readonly string[] = PROVIDED[kind]
  return names.filter(
    (name) => ![provided, COMMON_VARIABLES, CREDITOR_VARIABLES].some((list) => list.includes(name)),
  )
}

/** The variables that a text of each kind must contain. */
export const REQUIRED: Record<TemplateKind, readonly string[]> = {
  cobranca: ['nome', 'valor', 'vencimento'],
  vencimento: ['valor', 'vencimento'],
  atraso: ['valor', 'vencimento'],
  renovacao: ['vencimento'],
  boas_vindas: ['nome'],
  cancelamento: ['nome'],
  indicacao: ['link'],
  carrinho: ['itens'],
  pedido: ['valor'],
  lead: ['nome'],
  livre: [],
}
