'use client'
import { CircleAlert, UserPlus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'
import { roleOf, rolesUpTo, type Role } from './roles'

/** Adds a member to the empresa; a new user gets a link to choose a password. */
export function InviteButton({ empresa, mine, mails }: { empresa: string; mine: Role; mails: boolean }) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { busy, errors, failure, submit } = useSubmit()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const input = {
      email: textOf(data, 'email'),
      name: textOf(data, 'name'),
      role: roleOf(textOf(data, 'role')),
    }
    let text = ''
    const done = await submit(async () => {
      const { invited } = await trpc.access.inviteMember.mutate({ empresa, ...input })
      text = invited
        ? mails
          ? 'Pessoa convidada. O link para escolher a senha vai por e-mail e vale por 7 dias.'
          : 'Pessoa convidada. Peça o link para a senha a quem mantém o servidor.'
        : 'Pessoa adicionada: ela já tem conta e entra com a senha que usa.'
    })
    if (!done) return
    setOpen(false)
    toastDone(text)
    router.refresh()
  }
  return (
    <>
      <Button look="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        Convidar
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Convidar para a empresa"
        description="Quem ainda não tem conta recebe um link para escolher a senha."
        footer={
          <>
            <Button look="ghost" onClick={() => setOpen(false)}>
              Voltar
            </Button>
            <SubmitButton form="convite" look="primary" busy={busy}>
              Convidar
            </SubmitButton>
          </>
        }
      >
        <form id="convite" noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
          {failure ? (
            <Notice tone="red" icon={CircleAlert} alert>
              {failure}
            </Notice>
          ) : null}
          <Field label="E-mail" error={errors.email ?? null} required>
            {(control) => (
              <Input {...control} name="email" type="email" autoComplete="off" inputMode="email" />
            )}
          </Field>
          <Field
            label="Nome"
            hint="Só vale para quem ainda não tem conta"
            error={errors.name ?? null}
            required
          >
            {(control) => <Input {...control} name="name" maxLength={120} autoComplete="off" />}
          </Field>
          <Field label="Papel" error={errors.role ?? null}>
            {(control) => (
              <Select {...control} name="role" defaultValue="operator" options={rolesUpTo(mine)} />
            )}
          </Field>
        </form>
      </Dialog>
    </>
  )
}
