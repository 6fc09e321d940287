import { ChevronRight, Store } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { Avatar } from '~/ui/avatar'
import { SignOutButton } from '~/ui/frame/sign-out-button'
import { Empty } from '~/ui/states'
import { ROLE_NAMES } from '~/domains/access/texts'
import { portal } from '~/wiring/caller'

export const metadata: Metadata = { title: 'Escolher empresa' }

/** Which of one's empresas to work in. Whoever has exactly one never sees this. */
export default async function ChoosePage() {
  const empresas = await (await portal()).access.empresas()
  const [only] = empresas
  if (only && empresas.length === 1) redirect(`/${only.slug}/hoje`)
  if (empresas.length === 0) {
    return (
      <Empty
        page
        className="!p-0"
        icon={Store}
        title="Você ainda não participa de nenhuma empresa"
        action={<SignOutButton />}
      >
        Peça a quem cuida da loja para adicionar o seu e-mail. Depois disso é só entrar de novo.
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
      <div className="mt-5 border-t border-line pt-4">
        <SignOutButton />
      </div>
    </>
  )
}
