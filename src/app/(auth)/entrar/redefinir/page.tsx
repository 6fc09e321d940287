import type { Metadata } from 'next'
import { ChooseForm } from './choose-form'

export const metadata: Metadata = { title: 'Escolher a senha' }

/** Where a link leads: the new password. The token stands behind `#`, so the server never sees it in an address. */
export default function ChoosePasswordPage() {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Escolha a sua senha</h1>
      <ChooseForm />
    </>
  )
}
