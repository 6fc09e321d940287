/**
 * Channels that a user may choose from, the best first. Beside a real channel a simulator isn't offered at all: its sends
 * count as sent, but reach no phone.
 */
export function offered<T extends { simulated: boolean; status: string }>(numbers: readonly T[]): T[] {
  const real = numbers.filter(({ simulated }) => !simulated)
  const rank = ({ status }: T) => Number(status !== 'conectada')
  return (real.length > 0 ? real : [...numbers]).sort((a, b) => rank(a) - rank(b))
}
