'use client'
import { CircleAlert, MailCheck } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { Button } from '~/ui/button'
import { SubmitButton } from '~/ui/submit-button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { PasswordInput } from '~/ui/password-input'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'

function Failed({ text }: { text: string | null }) {
  return text ? (
    <Notice tone="red" icon={CircleAlert} alert>
      {text}
    </Notice>
  ) : null
}

/** The user's name in the portal and in its logs. */
export function NameForm({ name }: { name: string }) {
  const router = useRouter()
  const { busy, errors, failure, submit } = useSubmit()
  const rename = (to: string) => trpc.access.renameMe.mutate({ name: to })
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const next = textOf(new FormData(event.currentTarget), 'name')
    if (!(await submit(() => rename(next)))) return
    router.refresh()
    toastDone('Nome salvo.', async () => {
      await rename(name)
      router.refresh()
    })
  }
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
      <Failed text={failure} />
      <Field label="Nome" error={errors.name ?? null} required>
        {(control) => (
          <Input
            {...control}
            key={name}
            name="name"
            defaultValue={name}
            maxLength={120}
            autoComplete="name"
          />
        )}
      </Field>
      <SubmitButton busy={busy} className="self-start">
        Salvar o nome
      </SubmitButton>
    </form>
  )
}

/** The user's phone, shown to their team. */
export function PhoneForm({ phone }: { phone: string }) {
  const router = useRouter()
  const { busy, errors, failure, submit } = useSubmit()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const next = textOf(new FormData(event.currentTarget), 'phone')
    if (!(await submit(() => trpc.access.changeMyPhone.mutate({ phone: next })))) return
    router.refresh()
    toastDone('Telefone salvo.')
  }
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
      <Failed text={failure} />
      <Field label="Telefone" hint="Com o DDD" error={errors.phone ?? null} optional>
        {(control) => (
          <Input
            {...control}
            key={phone}
            name="phone"
            type="tel"
            inputMode="tel"
            defaultValue={phone}
            maxLength={40}
            autoComplete="tel"
            placeholder="(11) 98765-4321"
          />
        )}
      </Field>
      <SubmitButton busy={busy} className="self-start">
        Salvar o telefone
      </SubmitButton>
    </form>
  )
}

/** Another e-mail to sign in with: it counts once the link that goes to it was opened. */
export function EmailForm({ pending, mails }: { pending: string | null; mails: boolean }) {
  const router = useRouter()
  const { busy, errors, failure, submit } = useSubmit()
  const giveUp = useSubmit()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const change = { email: textOf(data, 'email'), current: textOf(data, 'current') }
    if (!(await submit(() => trpc.access.changeMyEmail.mutate(change)))) return
    form.reset()
    router.refresh()
  }
  const cancel = async () => {
    if (await giveUp.submit(() => trpc.access.cancelEmailChange.mutate())) router.refresh()
  }
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
      <h2 className="text-sm font-semibold">Trocar o e-mail</h2>
      {pending ? (
        <Notice icon={MailCheck} tone="amber">
          <span className="break-words">
            Esperando a confirmação de <span className="font-medium">{pending}</span>.{' '}
            {mails
              ? 'Se este e-mail puder ser usado, o link chega nele e vale por 1 hora.'
              : 'Este portal ainda não envia e-mails: peça o link a quem mantém o servidor. Ele vale por 1 hora.'}{' '}
            Até lá você entra com o de antes.
          </span>
          <Button size="sm" className="mt-2" busy={giveUp.busy} onClick={() => void cancel()}>
            Desistir da troca
          </Button>
        </Notice>
      ) : null}
      <Failed text={failure ?? giveUp.failure} />
      <Field label="E-mail novo" error={errors.email ?? null} required>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            inputMode="email"
            maxLength={254}
            autoComplete="email"
            placeholder="nome@loja.com.br"
          />
        )}
      </Field>
      <Field label="Sua senha" error={errors.current ?? null} required>
        {(control) => (
          <PasswordInput {...control} label="a sua senha" name="current" autoComplete="current-password" />
        )}
      </Field>
      <SubmitButton busy={busy} className="self-start">
        Pedir a troca
      </SubmitButton>
    </form>
  )
}

/** A new password ends every session, this one too: the next thing to do is to sign in with it. */
export function PasswordForm({ email }: { email: string }) {
  const { busy, errors, failure, submit } = useSubmit()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const change = { current: textOf(data, 'current'), next: textOf(data, 'next') }
    if (await submit(() => trpc.access.changePassword.mutate(change))) window.location.assign('/entrar')
  }
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
      <h2 className="text-sm font-semibold">Trocar a senha</h2>
      <Failed text={failure} />
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label="Senha atual" error={errors.current ?? null} required>
        {(control) => (
          <PasswordInput {...control} label="a senha atual" name="current" autoComplete="current-password" />
        )}
      </Field>
      <Field label="Senha nova" hint="Pelo menos 10 caracteres" error={errors.next ?? null} required>
        {(control) => (
          <PasswordInput {...control} label="a senha nova" name="next" autoComplete="new-password" />
        )}
      </Field>
      <p className="text-xs text-faint">
        Encerra o que estiver aberto em qualquer aparelho, também aqui: entre de novo com a senha nova.
      </p>
      <SubmitButton busy={busy} className="self-start">
        Trocar a senha
      </SubmitButton>
    </form>
  )
}
