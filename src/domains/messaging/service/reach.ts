import { env } from '~/env'

/**
 * SQL: whether what goes through the connection of this alias reaches a phone. Only then does it count as contact, in
 * recovery and in the lift (t-41); in the demonstration the simulator's phones stand for people's.
 */
export function reachesPeople(alias: string): string {
  return env().RETOMA_SIMULATED_CLOCK ? 'true' : `${alias}.provider <> 'simulator'`
}
