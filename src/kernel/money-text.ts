// Apart from money.ts, whose errors bring zod: browsers write amounts, they don't read them.

/** A net amount in a currency that isn't the shop's own. */
export type InCurrency = { currency: string; netCentavos: number }

/** ` + US$ 100,00`: what stands beside a figure in the shop's own currency; empty without other currencies. */
export function besideText(others: readonly InCurrency[] | undefined): string {
  return (others ?? [])
    .map(({ currency, netCentavos }) => ` + ${formatMoney(netCentavos, currency)}`)
    .join('')
}

const formatters = new Map<string, Intl.NumberFormat>()

/** `R$ 1.234,56`, with a normal space so that it copies well. The currency is always said: a shop may sell in another. */
export function formatMoney(amount: number | bigint, currency: string): string {
  let formatter = formatters.get(currency)
  if (!formatter) {
    formatter = new Intl.NumberFormat('pt-BR', { style: 'currency', currency })
    formatters.set(currency, formatter)
  }
  return formatter.format(Number(amount) / 100).replace(/\u00a0/g, ' ')
}
