/** Kinds of templates, as in the database's check constraint. */
export const TEMPLATE_KINDS = [
  'cobranca',
  'vencimento',
  'atraso',
  'renovacao',
  'boas_vindas',
  'cancelamento',
  'indicacao',
  'carrinho',
  'pedido',
  'lead',
  'livre',
] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]

export const TEMPLATE_KIND_NAMES: Record<TemplateKind, string> = {
  cobranca: 'Cobrança',
  vencimento: 'Vencimento',
  atraso: 'Atraso',
  renovacao: 'Renovação',
  boas_vindas: 'Boas-vindas',
  cancelamento: 'Cancelamento',
  indicacao: 'Indicação',
  carrinho: 'Carrinho abandonado',
  pedido: 'Pedido a pagar',
  lead: 'Lead novo',
  livre: 'Livre',
}
