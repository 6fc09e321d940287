import { TEMPLATE_KIND_NAMES, TEMPLATE_KINDS, type TemplateKind } from '../kinds'
import { REQUIRED, VARIABLES, type Variable } from '../rules/variables'

export const KIND_OPTIONS = TEMPLATE_KINDS.map((kind) => ({ value: kind, label: TEMPLATE_KIND_NAMES[kind] }))

const ALWAYS = ['nome', 'telefone', 'empresa', 'data', 'hora']
const SHOP = ['itens', 'valor', 'link']
const DEBT = ['valor', 'vencimento', 'descricao', 'plano', 'pix', 'link', 'credor', 'endereco', 'documento']
const OF_KIND: Record<TemplateKind, readonly string[]> = {
  cobranca: DEBT,
  vencimento: DEBT,
  atraso: DEBT,
  renovacao: ['plano', 'vencimento', 'valor', 'pix', 'link'],
  boas_vindas: ['plano'],
  cancelamento: ['plano'],
  indicacao: ['link'],
  carrinho: SHOP,
  pedido: [...SHOP, 'pedido', 'pix'],
  lead: [],
  livre: [],
}

/** The variables that a message of a kind has a value for, those that it can't do without first. */
export function variablesFor(kind: TemplateKind): (Variable & { required: boolean })[] {
  const names = new Set([...REQUIRED[kind], ...OF_KIND[kind], ...ALWAYS])
  return [...names].flatMap((name) => {
    const found = VARIABLES.find((variable) => variable.name === name)
    return found ? [{ ...found, required: REQUIRED[kind].includes(name) }] : []
  })
}
