/** Whether a number that doesn't send asks for somebody: one that a person put away, and that nothing waits for, may rest. */
export function isAway(number: { status: string; wanted: boolean; waiting: number }): boolean {
  const { status, wanted, waiting } = number
  return status === 'falhou' || (status !== 'conectada' && (wanted || waiting > 0))
}
