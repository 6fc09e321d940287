import { ArrowLeft, Lock } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Empty } from '~/ui/states'
import { portal } from '~/wiring/caller'
import { NewEmpresaForm } from './new-empresa-form'

export const metadata: Metadata = { title: 'Criar empresa' }

/** A signed-in user makes an empresa, where the platform allows it. */
export default async function NewEmpresaPage() {
  const allowed = await (await portal()).platform.mayFound()
  return (
    <>
      <Link
        href="/escolher"
        className="-mt-1 mb-3 inline-flex items-center gap-1.5 py-1 text-sm text-soft hover:text-ink max-sm:py-3"
      >
        <ArrowLeft size={15} aria-hidden />
        Voltar
      </Link>
      {allowed ? (
        <>
          <h1 className="text-xl font-semibold tracking-tight">Criar empresa</h1>
          <p className="mt-1 mb-6 text-sm text-soft">
            Uma empresa é uma loja. Você será o dono, e depois pode convidar a sua equipe.
          </p>
          <NewEmpresaForm />
        </>
      ) : (
        <Empty page className="!p-0" icon={Lock} title="Aqui quem cria empresas é quem cuida do servidor">
          Peça a essa pessoa: ela cria a sua em um minuto.
        </Empty>
      )}
    </>
  )
}
