import type { Metadata } from 'next'
import { ConfirmForm } from './confirm-form'

export const metadata: Metadata = { title: 'Confirmar o e-mail' }

/** Where the link of a new e-mail leads. The token stands behind `#`, so the server never sees it in an address. */
export default function ConfirmEmailPage() {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Confirme o seu e-mail</h1>
      <ConfirmForm />
    </>
  )
}
