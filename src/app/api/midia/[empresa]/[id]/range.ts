import type { ByteRange } from '~/domains/outbox/service/files/read'

/** The one part that a `Range` header asks for; null: the whole, also for what we don't serve in parts. `size` in bytes. */
export function askedRange(header: string | null, size: number): ByteRange | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (first >= size || (from === '' && Number(to) === 0)) return 'beyond'
  return first > last ? null : { first, last }
}
