import type { Metadata } from 'next'
import { Compass } from 'lucide-react'
import { buttonClass } from '~/ui/button-class'
import { Wordmark } from '~/ui/mark'
import { Empty } from '~/ui/states'

export const metadata: Metadata = { title: 'Página não encontrada' }

/** Missing and foreign look the same. */
export default function NotFoundPage() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center">
      <Wordmark size={28} />
      <Empty
        page
        icon={Compass}
        title="Não encontramos esta página"
        action={
          // Not next/link: its code would be loaded a second time with every page, beside the portal's own.
          <a href="/" className={buttonClass({ look: 'primary' })}>
            Ir para o início
          </a>
        }
      >
        O endereço pode ter mudado, ou é de uma empresa em que você não trabalha.
      </Empty>
    </main>
  )
}
