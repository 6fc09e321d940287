/**
 * Numbers that a person may choose from, the best first. Beside a real number a simulator isn't offered at all: what goes
 * through it counts as sent, and nobody's phone rings.
 */
export function offered<T extends { simulated: boolean; status: string }>(numbers: readonly T[]): T[] {
  const real = numbers.filter(({ simulated }) => !simulated)
  const rank = ({ status }: T) => Number(status !== 'conectada')
  return (real.length > 0 ? real : [...numbers]).sort((a, b) => rank(a) - rank(b))
}
