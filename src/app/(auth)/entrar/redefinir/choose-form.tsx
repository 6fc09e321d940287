'use client'
import { CircleAlert, CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { useState, type FormEvent } from 'react'
import { ButtonLink } from '~/ui/button'
import { Field } from '~/ui/field'
import { PasswordInput } from '~/ui/password-input'
import { Notice } from '~/ui/states'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'

/** Sets a new password by the token of the address, which ends every earlier session. */
export function ChooseForm() {
  const { busy, errors, failure, submit } = useSubmit()
  const [done, setDone] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const password = textOf(new FormData(event.currentTarget), 'password')
    const token = window.location.hash.slice(1)
    const chosen = await submit(() => trpc.access.choosePassword.mutate({ token, password }))
    // The used token has no business in the history.
    if (chosen) window.history.replaceState(null, '', window.location.pathname)
    setDone(chosen)
  }
  if (done)
    return (
      <div className="mt-4 flex flex-col gap-4" role="status">
        <Notice tone="jade" icon={CircleCheck}>
          Senha escolhida. O que estava aberto com a senha de antes foi encerrado.
        </Notice>
        <ButtonLink look="primary" href="/entrar" className="h-11 w-full">
          Entrar
        </ButtonLink>
      </div>
    )
  const problem = failure ?? errors.token
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="mt-1 flex flex-col gap-4">
      <p className="mb-2 text-sm text-balance text-soft">
        Vale a partir de agora, e encerra o que estiver aberto em outros aparelhos.
      </p>
      {problem ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {problem}{' '}
          <Link href="/entrar/esqueci" className="font-medium underline">
            Pedir outro link
          </Link>
        </Notice>
      ) : null}
      <Field label="Senha nova" hint="Pelo menos 10 caracteres" error={errors.password ?? null} required>
        {(control) => (
          <PasswordInput {...control} label="a senha nova" name="password" autoComplete="new-password" />
        )}
      </Field>
      <SubmitButton look="primary" busy={busy} className="mt-1 h-11 w-full">
        Usar esta senha
      </SubmitButton>
    </form>
  )
}
