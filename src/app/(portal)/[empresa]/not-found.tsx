import type { Metadata } from 'next'
import { Compass } from 'lucide-react'
import { ButtonLink } from '~/ui/button'
import { Empty } from '~/ui/states'

export const metadata: Metadata = { title: 'Não encontrado' }

/** Something inside an empresa that isn't there (any more). */
export default function NotFoundInEmpresa() {
  return (
    <Empty
      page
      icon={Compass}
      title="Não encontramos isso aqui"
      action={
        <ButtonLink href="/" look="primary">
          Ir para o início
        </ButtonLink>
      }
    >
      Pode ter sido apagado, ou o endereço está incompleto. As listas do menu mostram tudo o que existe.
    </Empty>
  )
}
