import { FlaskConical } from 'lucide-react'
import Link from 'next/link'
import { portal } from '~/wiring/caller'

/** The uplift of the cart messages, against the holdout; without one, a link to set it up. */
export async function Caused({ slug }: { slug: string }) {
  const lift = await (await portal()).followUps.lift({ empresa: slug })
  const href = `/${slug}/acompanhamentos`
  if (lift.holdoutPercent === 0 && lift.lift === null)
    return (
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <FlaskConical size={16} aria-hidden className="shrink-0 text-faint" />
        <span>Quantas dessas pessoas teriam voltado sem mensagem? Só um grupo de controle responde.</span>
        <Link
          href={`${href}#grupo-de-controle`}
          className="inline-flex items-center font-medium text-jade-ink underline underline-offset-4 max-sm:min-h-12"
        >
          Ligue o grupo de controle
        </Link>
      </p>
    )
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <FlaskConical size={16} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0">
        <span className="font-medium text-ink">O que as mensagens causaram: </span>
        {lift.text}
      </span>
      <Link href={href} className="inline-flex items-center underline underline-offset-4 max-sm:min-h-12">
        Ver os grupos
      </Link>
    </p>
  )
}
