import { env } from '~/env'

/**
 * SQL: whether messages through the connection of this alias reach a phone. Only then do they count as contact, in recovery
 * and in the uplift (t-41); in the demonstration the simulator's phones stand for real ones.
 */
export function reachesPeople(alias: string): string {
  return env().RETOMA_SIMULATED_CLOCK ? 'true' : `${alias}.provider <> 'simulator'`
}
