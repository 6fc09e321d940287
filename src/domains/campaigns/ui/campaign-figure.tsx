import Link from 'next/link'

/** The product's time and the zone in which a campaign's times are shown. */
export type Zone = { now: Date; timezone: string }

export const count = (value: number) => value.toLocaleString('pt-BR')

/** A figure with a link to the recipients it counts. */
export function Figure({ value, href }: { value: number; href: string }) {
  return value === 0 ? (
    count(value)
  ) : (
    <Link
      href={href}
      className="underline decoration-edge underline-offset-2 hover:decoration-jade max-sm:-mx-3 max-sm:inline-block max-sm:px-3 max-sm:py-2.5"
    >
      {count(value)}
    </Link>
  )
}
