import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'
import { isHoliday } from './holidays'

/** The island's code from when it was a territory: its state and its area code belong to another time zone. */
const NORONHA = 'FN'
/** Time zones of the places that differ from Brasília's. */
const ZONES: Record<string, string> = {
  AC: 'America/Rio_Branco',
  AM: 'America/Manaus',
  [NORONHA]: 'America/Noronha',
  MS: 'America/Campo_Grande',
  MT: 'America/Cuiaba',
  RO: 'America/Porto_Velho',
  RR: 'America/Boa_Vista',
}
/** Hours, local and half open, in which automatic messages may arrive. */
const WORKDAY = { from: '08:00', to: '20:00' }
const REST_DAY = { from: '10:00', to: '18:00' }

/** The place that decides a contact's time zone: the state, or the island where the city is known. */
export function placeOf(uf: string | null, city: string | null): string | null {
  return uf === 'PE' && city !== null && /\bnoronha\b/i.test(city) ? NORONHA : uf
}

/** Zone of a contact by `placeOf`; the empresa's own when the state is unknown. */
export function zoneOf(place: string | null, empresaZone: string): string {
  if (place === null) return empresaZone
  return ZONES[place] ?? 'America/Sao_Paulo'
}

function hoursOf(day: string): { from: string; to: string; rest: boolean } {
  const rest = isHoliday(day) || new Date(`${day}T12:00:00Z`).getUTCDay() === 0
  return { ...(rest ? REST_DAY : WORKDAY), rest }
}

const at = (day: string, time: string, zone: string) =>
  fromLocal(`${day} ${time}:00`, zone) ?? new Date(`${day}T12:00:00Z`)

/**
 * When a contact of that place may next be written to, and why not now; null: now. All in the contact's own zone (ambition
 * 6).
 */
export function quietUntil(
  now: Date,
  place: string | null,
  empresaZone: string,
): { until: Date; reason: string } | null {
  const zone = zoneOf(place, empresaZone)
  const today = localDay(now, zone)
  const { from, to, rest } = hoursOf(today)
  if (now < at(today, from, zone))
    return { until: at(today, from, zone), reason: reasonOf(from, to, rest, place) }
  if (now < at(today, to, zone)) return null
  const tomorrow = addLocalDays(today, 1)
  return { until: at(tomorrow, hoursOf(tomorrow).from, zone), reason: reasonOf(from, to, rest, place) }
}

function reasonOf(from: string, to: string, rest: boolean, place: string | null): string {
  const name = place === NORONHA ? 'Fernando de Noronha' : place
  const where = name === null ? '' : `, no horário de ${name}`
  const day = rest ? 'em domingos e feriados' : 'em dias úteis e sábados'
  return `Fora do horário de envio: ${day}, das ${from} às ${to}${where}.`
}
