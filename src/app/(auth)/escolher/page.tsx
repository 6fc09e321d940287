import { ChevronRight, Plus, Store } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Avatar } from '~/ui/avatar'
import { ButtonLink } from '~/ui/button'
import { SignOutButton } from '~/ui/frame/sign-out-button'
import { Empty } from '~/ui/states'
import { ROLE_NAMES } from '~/domains/access/texts'
import { portal } from '~/wiring/caller'

export const metadata: Metadata = { title: 'Escolher empresa' }

/** Which of the user's empresas to work in. A user of exactly one never sees this. */
export default async function ChoosePage() {
  const caller = await portal()
  const [empresas, mayFound] = await Promise.all([caller.access.empresas(), caller.platform.mayFound()])
  const [only] = empresas
  if (only && empresas.length === 1) redirect(`/${only.slug}/hoje`)
  if (empresas.length === 0) {
    return (
      <Empty
        page
        className="!p-0"
        icon={Store}
        title="Você ainda não participa de nenhuma empresa"
        action={
          <div className="flex flex-wrap items-center justify-center gap-2">
            {mayFound ? <CreateLink look="primary" /> : null}
            <SignOutButton />
          </div>
        }
      >
        {mayFound
          ? 'Crie a da sua loja agora, ou peça a quem cuida dela para adicionar o seu e-mail.'
          : 'Peça a quem cuida da loja para adicionar o seu e-mail. Depois disso é só entrar de novo.'}
      </Empty>
    )
  }
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Em qual empresa?</h1>
      <ul className="mt-4 -mx-2 flex flex-col">
        {empresas.map((empresa) => (
          <li key={empresa.slug}>
            <Link
              href={`/${empresa.slug}/hoje`}
              className="flex min-h-14 items-center gap-3 rounded-md px-2 py-2 transition-colors hover:bg-sunken"
            >
              <Avatar name={empresa.name} square size={36} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{empresa.name}</span>
                <span className="block text-xs text-faint">{ROLE_NAMES[empresa.role]}</span>
              </span>
              <ChevronRight size={16} aria-hidden className="text-faint" />
            </Link>
          </li>
        ))}
      </ul>
      <div className="mt-5 flex flex-wrap gap-2 border-t border-line pt-4">
        {mayFound ? <CreateLink /> : null}
        <SignOutButton />
      </div>
    </>
  )
}

function CreateLink({ look }: { look?: 'primary' }) {
  return (
    <ButtonLink href="/escolher/nova" icon={<Plus size={16} aria-hidden />} {...(look ? { look } : {})}>
      Criar empresa
    </ButtonLink>
  )
}
