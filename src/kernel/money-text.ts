/** ` + US$ 100,00`: what stands beside a figure in the shop's own currency; empty without other currencies. */
export function besideText(others: readonly { currency: string; netCentavos: number }[] | undefined): string {
  return (others ?? [])
    .map(({ currency, netCentavos }) => ` + ${formatMoney(netCentavos, currency)}`)
    .join('')
}

const formatters = new Map<string, Intl.NumberFormat>()

/** `R$ 1.234,56`, with a normal space so that it copies well. */
export function formatMoney(amount: number | bigint, currency = 'BRL'): string {
  let formatter = formatters.get(currency)
  if (!formatter) {
    formatter = new Intl.NumberFormat('pt-BR', { style: 'currency', currency })
    formatters.set(currency, formatter)
  }
  return formatter.format(Number(amount) / 100).replace(/\u00a0/g, ' ')
}
