import { taxId } from '~/kernel/br'
import { searchText } from '~/kernel/search-text'
import type { TemplateKind } from '../kinds'
import type { TemplateProblem } from './templates'

const CHARGING: readonly TemplateKind[] = ['cobranca', 'vencimento', 'atraso']

/**
 * Threats and shaming, in text without accents and in lower case. CDC art. 42: no debtor is exposed, constrained or
 * threatened.
 */
const FORBIDDEN: readonly [RegExp, string][] = [
  [
    /\b(?:spc|scpc|serasa|negativ(?:ar|ado|ada|acao|aremos|amos)|nome sujo|sujar (?:o )?(?:seu|teu) nome|protest(?:o|ar|ado|aremos)|cartorio|protecao (?:ao|de) credito|(?:bureaus?|biros?) de credito|cadastros? de (?:inadimplentes|devedores|maus pagadores)|lista de (?:inadimplentes|devedores)|restric(?:ao|oes) (?:no|ao|em) (?:seu |teu |o )?(?:cpf|cnpj|nome)|(?:cpf|cnpj|nome) (?:sera|seja|vai ser|vai ficar|ficara|esta|estara) (?:bloquead[oa]|restrit[oa]|sujo|incluid[oa]|inscrit[oa])|bloque(?:ar|aremos|io d[oe]) (?:o )?(?:seu |teu )?(?:cpf|cnpj))\b/,
    'ameaça de negativar o nome',
  ],
  [
    /\b(?:processo judicial|(?:te|lhe|vos) process(?:ar|aremos|amos)|process(?:ar|aremos) (?:voce|vc|o senhor|a senhora)|(?:vamos|iremos) processar|ser(?:a|as) processad[oa]|(?:acao|execucao|cobranca|via) judicial|judicialmente|justica|advogad[oa]s?|juridic[oa]|medidas? (?:legais|cabiveis|judiciais)|oficial de justica|penhora|busca e apreensao)\b/,
    'ameaça de processo',
  ],
  [/\b(?:policia|delegacia|prisao|preso|crime|boletim de ocorrencia|estelionat\w*)\b/, 'ameaça de polícia'],
  [
    /\b(?:caloteir[oa]s?|calote|devedor(?:a|es)?|mau pagador|ma pagadora|vergonha|sem[- ]vergonha|golpista|ladr(?:ao|a)|safad[oa]|vagabund[oa]|picareta)\b/,
    'ofensa',
  ],
  [
    /\b(?:(?:avisar|contar|falar|ligar|cobrar)(?:emos)? (?:(?:para|pra|com|ao|da|de|na|no) )?(?:o |a |os |as |seu |sua |seus |suas |teu |tua )*(?:chefe|patrao|patroa|empresa onde|trabalho|emprego|vizinh\w*|familia|famil\w*|mae|pai|marido|esposa|amigos)|(?:te |lhe )?expor(?: (?:voce|vc|o seu|seu|teu))?|exposicao|(?:divulg|public|post)(?:ar|aremos|amos) (?:o )?(?:seu|teu|sua|tua) (?:nome|foto|divida|debito|cpf)|(?:vamos|iremos|vou) (?:te )?(?:marcar|postar|publicar|divulgar))\b/,
    'exposição a outras pessoas',
  ],
  [
    /\b(?:ultima chance|ultimo aviso|se nao pagar (?:hoje|ate)|vai se arrepender|consequencias|sofrera|(?:vamos|iremos|vou|passar(?:emos)?) (?:ai )?(?:ate |na |em |a |pela )*(?:sua|tua) (?:casa|residencia|porta|rua)|(?:na|ate|a) (?:sua|tua) porta|sabemos onde (?:voce |vc )?(?:mora|trabalha)|mand(?:ar|aremos) (?:alguem|um cobrador|o cobrador))\b/,
    'intimidação',
  ],
]

/** A free text that charges nevertheless. */
const SPEAKS_OF_DEBT =
  /\b(?:dividas?|debitos?|em atraso|atrasad[oa]s?|inadimpl\w*|vencid[oa]s?|cobrancas?|cobrar|fatura|mensalidade|parcelas?|em aberto|pendent\w*|pendencias?|devendo|devedor\w*|calote\w*|pague|paguem|pagar|nao pagou|quit(?:e|ar|acao)|(?:voce|vc|que|nos|me|senhor|senhora) deve(?! (?:receber|chegar|estar|ser|ter|ficar|usar|escolher|poder))|deve r\$|spc|scpc|serasa|negativ(?:ar|ado|ada|acao|aremos|amos))\b/

/** A valid CPF or CNPJ anywhere in the text. */
function hasTaxId(body: string): boolean {
  const candidates = body.match(/\d{2,3}[.\s]?\d{3}[.\s]?\d{3}(?:[/\s]?\d{4})?[-\s]?\d{2}/g) ?? []
  return candidates.some((candidate) => taxId(candidate) !== null)
}

/**
 * What a charging text must contain and must not say (t-51): the creditor's name, address and CPF or CNPJ (CDC art. 42-A),
 * and no threat or insult. Other kinds are only checked for threats, when they mention a debt.
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
    lacks('credor_sem_endereco', 'o endereço ({endereco})')
  if (!uses(/\{\s*(?:documento|document)\s*\}/i) && !hasTaxId(body))
    lacks('sem_documento', 'o CPF ou CNPJ ({documento})')
  return problems
}

/**
 * The first unlawful part of a message of a kind: in its text with the variables named, and, for a free text, in the text
 * as read: values from a file's own columns are checked like the text around them. Null: it may leave.
 */
export function unlawful(kind: TemplateKind, named: string, read: string): TemplateProblem | null {
  return [...lintCharging(kind, named), ...(kind === 'livre' ? lintCharging(kind, read) : [])][0] ?? null
}
