import type { Metadata } from 'next'
import { connection } from 'next/server'
import { env } from '~/env'
import { ForgottenForm } from './forgotten-form'

export const metadata: Metadata = { title: 'Esqueci a senha' }

/** Asks for a link to choose a new password. */
export default async function ForgottenPage() {
  // What the server sends is known when it runs, not when it is built.
  await connection()
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Esqueci a senha</h1>
      <ForgottenForm mails={env().RETOMA_SMTP_URL !== undefined} />
    </>
  )
}
