import { Lock } from 'lucide-react'
import { ButtonLink } from '~/ui/button'
import { Empty } from '~/ui/states'

/** What other members see on a page for owners and administrators. */
export function NoAccess({ slug }: { slug: string }) {
  return (
    <Empty
      page
      icon={Lock}
      title="Esta página é de quem administra a empresa"
      action={<ButtonLink href={`/${slug}/hoje`}>Voltar para Hoje</ButtonLink>}
    >
      Se você precisa dela, peça ao dono da loja para mudar o seu papel.
    </Empty>
  )
}
