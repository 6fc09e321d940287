import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'
import { isHoliday } from './holidays'

/** Where a state's clock differs from Brasília's. Noronha shares Pernambuco's area code, so a phone can't tell it apart. */
const ZONES: Record<string, string> = {
  AC: 'America/Rio_Branco',
  AM: 'America/Manaus',
  MS: 'America/Campo_Grande',
  MT: 'America/Cuiaba',
  RO: 'America/Porto_Velho',
  RR: 'America/Boa_Vista',
}
/** Hours, local and half open, in which automatic messages may arrive. */
const WORKDAY = { from: '08:00', to: '20:00' }
const REST_DAY = { from: '10:00', to: '18:00' }

/** Zone of a person by state; the empresa's own when the state is unknown. */
export function zoneOf(uf: string | null, empresaZone: string): string {
  if (uf === null) return empresaZone
  return ZONES[uf] ?? 'America/Sao_Paulo'
}

function hoursOf(day: string): { from: string; to: string; rest: boolean } {
  const rest = isHoliday(day) || new Date(`${day}T12:00:00Z`).getUTCDay() === 0
  return { ...(rest ? REST_DAY : WORKDAY), rest }
}

const at = (day: string, time: string, zone: string) =>
  fromLocal(`${day} ${time}:00`, zone) ?? new Date(`${day}T12:00:00Z`)

/** When the person may next be written to, and why not now; null: now. All in the person's own zone (ambition 6). */
export function quietUntil(
  now: Date,
  uf: string | null,
  empresaZone: string,
): { until: Date; reason: string } | null {
  const zone = zoneOf(uf, empresaZone)
  const today = localDay(now, zone)
  const { from, to, rest } = hoursOf(today)
  if (now < at(today, from, zone))
    return { until: at(today, from, zone), reason: reasonOf(from, to, rest, uf) }
  if (now < at(today, to, zone)) return null
  const tomorrow = addLocalDays(today, 1)
  return { until: at(tomorrow, hoursOf(tomorrow).from, zone), reason: reasonOf(from, to, rest, uf) }
}

function reasonOf(from: string, to: string, rest: boolean, uf: string | null): string {
  const where = uf === null ? '' : `, no horário de ${uf}`
  const day = rest ? 'em domingos e feriados' : 'em dias úteis e sábados'
  return `Fora do horário de envio: ${day}, das ${from} às ${to}${where}.`
}
