const integer = new Intl.NumberFormat('pt-BR')

/** A count with its noun: `1 carrinho`, `1.312 carrinhos`. */
export function plural(count: number, one: string, many: string): string {
  return `${integer.format(count)} ${count === 1 ? one : many}`
}
