import { searchText, taxId } from '~/kernel/br'
import type { TemplateKind } from '../kinds'
import type { TemplateProblem } from './templates'

const CHARGING: readonly TemplateKind[] = ['cobranca', 'vencimento', 'atraso']

/** Threats and shaming, in text without accents and in lower case. CDC art. 42: nobody is exposed, constrained or threatened. */
const FORBIDDEN: readonly [RegExp, string][] = [
  [
    /\b(?:spc|serasa|negativ(?:ar|ado|ada|acao|aremos|amos)|nome sujo|sujar (?:o )?seu nome|protest(?:o|ar|ado|aremos))\b/,
    'ameaça de negativar o nome',
  ],
  [
    /\b(?:processo judicial|processar voce|ser(?:a|as) processad[oa]|acao judicial|justica|advogad[oa]s?|juridic[oa]|medidas? (?:legais|cabiveis)|oficial de justica|penhora)\b/,
    'ameaça de processo',
  ],
  [/\b(?:policia|delegacia|prisao|preso|crime|boletim de ocorrencia|estelionat\w*)\b/, 'ameaça de polícia'],
  [
    /\b(?:caloteir[oa]s?|devedor(?:a|es)?|mau pagador|ma pagadora|vergonha|sem[- ]vergonha|golpista|ladr(?:ao|a)|safad[oa])\b/,
    'ofensa',
  ],
  [
    /\b(?:(?:avisar|contar|falar|ligar|cobrar)(?:emos)? (?:(?:para|pra|com|ao|da|de|na|no) )?(?:o |a |os |as |seu |sua |seus |suas |teu |tua )*(?:chefe|patrao|patroa|empresa onde|trabalho|emprego|vizinh\w*|familia|famil\w*|mae|pai|marido|esposa|amigos))\b/,
    'exposição a outras pessoas',
  ],
  [
    /\b(?:ultima chance|ultimo aviso|se nao pagar (?:hoje|ate)|vai se arrepender|consequencias|sofrera)\b/,
    'intimidação',
  ],
]

/** A free text that charges all the same. */
const SPEAKS_OF_DEBT =
  /\b(?:dividas?|debitos?|em atraso|inadimpl\w*|vencid[oa]s?|cobranca|fatura|mensalidade|parcela)\b/

/** A valid CPF or CNPJ anywhere in the text. */
function hasTaxId(body: string): boolean {
  const candidates = body.match(/\d{2,3}[.\s]?\d{3}[.\s]?\d{3}(?:[/\s]?\d{4})?[-\s]?\d{2}/g) ?? []
  return candidates.some((candidate) => taxId(candidate) !== null)
}

/**
 * What a charging text may not lack or say (t-51): the creditor's name, address and CPF or CNPJ (CDC art. 42-A), and no
 * threat or insult. Other kinds are only kept from threats when they speak of a debt.
 */
export function lintCharging(kind: TemplateKind, body: string): TemplateProblem[] {
  const text = searchText(body)
  const problems: TemplateProblem[] = FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, what]) => ({
    code: 'ameaca',
    reason: `O texto parece trazer ${what}. Uma cobrança nunca ameaça nem envergonha (CDC, art. 42).`,
  }))
  if (!CHARGING.includes(kind)) return SPEAKS_OF_DEBT.test(text) ? problems : []
  const lacks = (code: string, what: string) =>
    problems.push({
      code,
      reason: `Falta ${what} de quem cobra: a lei exige em toda cobrança (CDC, art. 42-A).`,
    })
  const uses = (pattern: RegExp) => pattern.test(body)
  if (!uses(/\{\s*(?:credor|creditor|empresa|company)\s*\}/i)) lacks('sem_credor', 'o nome ({credor})')
  if (
    !uses(/\{\s*(?:endere[cç]o|address)\s*\}/i) &&
    !/\b(?:rua|avenida|av\.?|alameda|travessa|rodovia|praca|estrada)\b.{3,}\d/.test(text)
  )
    lacks('sem_endereco', 'o endereço ({endereco})')
  if (!uses(/\{\s*(?:documento|document)\s*\}/i) && !hasTaxId(body))
    lacks('sem_documento', 'o CPF ou CNPJ ({documento})')
  return problems
}
