'use client'
import { CircleAlert, MailCheck } from 'lucide-react'
import Link from 'next/link'
import { useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Notice } from '~/ui/states'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'
import { EmailField } from '../email-field'

/** The e-mail; the answer is the same whether or not it has an account. */
export function ForgottenForm({ mails }: { mails: boolean }) {
  const { busy, errors, failure, submit } = useSubmit()
  const [asked, setAsked] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const email = textOf(new FormData(event.currentTarget), 'email')
    setAsked(await submit(() => trpc.access.requestLink.mutate({ email })))
  }
  const back = (
    <Link
      href="/entrar"
      className="self-center py-1 text-sm text-jade-ink underline underline-offset-2 max-sm:py-3"
    >
      Voltar para entrar
    </Link>
  )
  if (asked)
    return (
      <div className="mt-4 flex flex-col gap-4" role="status">
        <Notice tone="jade" icon={MailCheck}>
          {mails
            ? 'Se houver uma conta com este e-mail, um link para escolher a senha está a caminho. Ele vale por 1 hora e uma vez só.'
            : 'Este portal ainda não envia e-mails. Se houver uma conta com este e-mail, o link está com quem mantém o servidor: peça a essa pessoa. Ele vale por 1 hora e uma vez só.'}
        </Notice>
        {mails ? (
          <p className="text-sm text-soft">
            Não chegou? Olhe o spam. Se ainda assim não vier, quem mantém o portal pode dar um link a você.
          </p>
        ) : null}
        {back}
      </div>
    )
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="mt-1 flex flex-col gap-4">
      <p className="mb-2 text-sm text-balance text-soft">
        {mails
          ? 'Diga o seu e-mail, e mandamos um link para você escolher outra.'
          : 'Diga o seu e-mail. Este portal ainda não envia e-mails: o link para escolher outra fica com quem mantém o servidor.'}
      </p>
      {failure ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {failure}
        </Notice>
      ) : null}
      <EmailField error={errors.email} />
      <SubmitButton look="primary" busy={busy} className="mt-1 h-11 w-full">
        Pedir o link
      </SubmitButton>
      {back}
    </form>
  )
}
