import type { Metadata } from 'next'
import { ForgottenForm } from './forgotten-form'

export const metadata: Metadata = { title: 'Esqueci a senha' }

/** Asks for a link to choose a new password. */
export default function ForgottenPage() {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Esqueci a senha</h1>
      <ForgottenForm />
    </>
  )
}
