'use client'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { ButtonLink } from '~/ui/button'
import { Notice } from '~/ui/states'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { useSubmit } from '~/wiring/use-submit'

/** The user must press a button: programs that open every link of a mailbox confirm nothing. */
export function ConfirmForm() {
  const { busy, errors, failure, submit } = useSubmit()
  const [done, setDone] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = window.location.hash.slice(1)
    const confirmed = await submit(() => trpc.access.confirmEmail.mutate({ token }))
    // The used token has no business in the history.
    if (confirmed) window.history.replaceState(null, '', window.location.pathname)
    setDone(confirmed)
  }
  if (done)
    return (
      <div className="mt-4 flex flex-col gap-4" role="status">
        <Notice tone="jade" icon={CircleCheck}>
          E-mail confirmado. Da próxima vez, entre com ele.
        </Notice>
        <ButtonLink look="primary" href="/" className="h-11 w-full">
          Ir para o portal
        </ButtonLink>
      </div>
    )
  const problem = failure ?? errors.token
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="mt-1 flex flex-col gap-4">
      <p className="mb-2 text-sm text-balance text-soft">
        A partir de agora você entra no Retoma com este e-mail, e não mais com o de antes.
      </p>
      {problem ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {problem}
        </Notice>
      ) : null}
      <SubmitButton look="primary" busy={busy} className="mt-1 h-11 w-full">
        Confirmar este e-mail
      </SubmitButton>
    </form>
  )
}
