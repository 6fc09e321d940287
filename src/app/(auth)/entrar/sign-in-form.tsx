'use client'
import { CircleAlert } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Field } from '~/ui/field'
import { PasswordInput } from '~/ui/password-input'
import { Notice } from '~/ui/states'
import { textOf } from '~/wiring/use-submit'
import { EmailField } from './email-field'
import { signIn } from './sign-in'

/** E-mail and password; what went wrong is said above the fields and read out. */
export function SignInForm({ back }: { back: string }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({})
  const form = useRef<HTMLFormElement>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const email = textOf(data, 'email').trim()
    const password = textOf(data, 'password')
    const wrong = {
      ...(email.includes('@') ? {} : { email: 'Informe o e-mail, como nome@loja.com.br.' }),
      ...(password ? {} : { password: 'Informe a senha.' }),
    }
    setMissing(wrong)
    setError(null)
    const first = Object.keys(wrong)[0]
    if (first) {
      form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus()
      return
    }
    setBusy(true)
    const failure = await signIn(email, password)
    if (failure === null) {
      // A full load: the server renders everything for the new session.
      window.location.assign(back)
      return
    }
    setBusy(false)
    setError(failure)
    form.current?.querySelector<HTMLInputElement>('[name=password]')?.select()
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {error ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {error}
        </Notice>
      ) : null}
      <EmailField error={missing.email} />
      <Field label="Senha" error={missing.password ?? null} required>
        {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
      </Field>
      <SubmitButton look="primary" busy={busy} className="mt-1 h-11 w-full">
        {busy ? 'Entrando…' : 'Entrar'}
      </SubmitButton>
      <Link
        href="/entrar/esqueci"
        prefetch={false}
        className="self-center py-1 text-sm text-jade-ink underline underline-offset-2 max-sm:py-3"
      >
        Esqueci a senha
      </Link>
    </form>
  )
}
