import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { databaseAnswers } from '~/kernel/database-away'
import { DatabaseAway } from '~/ui/database-away'
import { requestContext } from '~/wiring/caller'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Entrar' }

/** Sign-in. A signed-in user goes straight on. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ voltar?: string | string[] }>
}) {
  const { voltar } = await searchParams
  const back = ownPath(typeof voltar === 'string' ? voltar : '/')
  const [context, answers] = await Promise.all([requestContext().catch(() => null), databaseAnswers()])
  if (context?.user) redirect(back)
  return (
    <>
      {answers ? null : <DatabaseAway />}
      <h1 className="text-xl font-semibold tracking-tight">Entrar no portal</h1>
      <p className="mt-1 mb-6 text-sm text-balance text-soft">
        Use o e-mail e a senha que você recebeu da sua loja.
      </p>
      <SignInForm back={back} />
    </>
  )
}

/** Only a path of this portal: an address elsewhere would make the sign-in a tool for fraud. */
function ownPath(path: string): string {
  return /^\/(?![/\\])[^\\\s]*$/.test(path) ? path : '/'
}
