/**
 * Whether a channel that doesn't send needs attention: one that a user put away, and that no message waits for, doesn't.
 */
export function isAway(number: { status: string; wanted: boolean; waiting: number }): boolean {
  const { status, wanted, waiting } = number
  return status === 'falhou' || (status !== 'conectada' && (wanted || waiting > 0))
}
