/** Largest picture of a post, in bytes: every provider accepts it, and a phone loads it at once. */
export const MAX_PICTURE_BYTES = 2_000_000

/** Maximum number of hours per day of one post. */
export const MAX_TIMES = 12

export const WEEKDAYS = ['domingo', 'segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado'] as const
const SHORT = ['dom', 'seg', 'ter', 'qua', 'qui', 'sex', 'sáb']

/**
 * The schedule of a post in the shop's words: `todo dia às 10:00 e 20:00`, `seg e qui às 08:00`, `25/12/2026 às 09:00`.
 */
export function whenText(post: {
  times: readonly string[]
  weekdays: readonly number[]
  onceOn: string | null
}): string {
  const days = post.onceOn === null ? daysText(post.weekdays) : post.onceOn.split('-').reverse().join('/')
  return `${days} às ${listText(post.times)}`
}

function daysText(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b)
  const key = days.join('')
  if (key === '0123456') return 'todo dia'
  if (key === '12345') return 'seg a sex'
  if (key === '06') return 'fim de semana'
  return listText(days.map((day) => SHORT[day] ?? ''))
}

function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} e ${names.at(-1) ?? ''}`
}

/** The destination of a post, in words. */
export function whereText(post: {
  target: 'group' | 'status'
  address: string
  targetName: string | null
}): string {
  return post.target === 'status' ? 'Status' : (post.targetName ?? post.address)
}
