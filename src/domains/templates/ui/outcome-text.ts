import { formatMoney } from '~/kernel/money-text'
import { plural } from '~/kernel/plural'
import type { Outcome } from '../outcome-schema'

/** `R$ 3.120,00 de 8 compras`; other currencies are listed separately, never added. Null without a purchase. */
export function purchasesText({ purchases, amounts }: Pick<Outcome, 'purchases' | 'amounts'>): string | null {
  if (purchases === 0) return null
  const money = amounts.map(({ currency, centavos }) => formatMoney(centavos, currency)).join(' e ')
  return `${money} de ${plural(purchases, 'compra', 'compras')}`
}

/** `12 responderam, R$ 3.120,00 de 8 compras em 7 dias`: shown after the count of sent messages. */
export function outcomeText(outcome: Outcome): string {
  return `${plural(outcome.answered, 'respondeu', 'responderam')}, ${weekText(outcome)}`
}

/** `respondeu, R$ 120,00 de 1 compra em 7 dias`: the same of one message. */
export function oneOutcomeText(outcome: Outcome): string {
  return `${outcome.answered > 0 ? 'respondeu' : 'sem resposta'}, ${weekText(outcome)}`
}

function weekText(outcome: Outcome): string {
  return `${purchasesText(outcome) ?? 'nenhuma compra'} em 7 dias`
}
