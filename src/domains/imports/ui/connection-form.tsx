'use client'
import { CircleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { SubmitButton } from '~/ui/submit-button'
import { Checkbox } from '~/ui/checkbox'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import type { ConnectionInput, ConnectionKind, ConnectionView } from '../schema'
import { DatabaseFields, PrefixField, SshFields } from './connection-fields'
import { fieldErrors, NO_ERRORS } from './field-errors'

const SHOWN = [
  'host',
  'port',
  'database',
  'username',
  'password',
  'prefix',
  'sshHost',
  'sshPort',
  'sshUsername',
  'sshPassword',
  'sshKey',
]

/** What the form says; an empty secret keeps the stored one. Numbers stay text: the schema reads them. */
function readForm(kind: ConnectionKind, form: FormData): ConnectionInput {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const secret = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const prefix = text('prefix')
  if (kind === 'dump') return { kind, prefix }
  const mysql = {
    prefix,
    host: text('host'),
    port: Number(text('port')),
    database: text('database'),
    username: text('username'),
    password: secret('password'),
    tls: form.get('tls') === 'on',
  }
  if (kind === 'mysql') return { kind, ...mysql }
  return {
    kind,
    ...mysql,
    sshHost: text('sshHost'),
    sshPort: Number(text('sshPort')),
    sshUsername: text('sshUsername'),
    sshPassword: secret('sshPassword'),
    sshKey: secret('sshKey'),
  }
}

/** One way to reach the shop, as a form; saved secrets are never shown again (imp-1). */
export function ConnectionForm({
  empresa,
  kind,
  saved,
}: {
  empresa: string
  kind: ConnectionKind
  saved: ConnectionView | null
}) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState(NO_ERRORS)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    setErrors(NO_ERRORS)
    try {
      await trpc.imports.connections.save.mutate({ empresa, connection: readForm(kind, new FormData(form)) })
      for (const input of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-secret]'))
        input.value = ''
      toastDone('Conexão salva. Teste para conferir.')
      router.refresh()
    } catch (error) {
      setErrors(fieldErrors(error, SHOWN))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
      noValidate
      autoComplete="off"
    >
      {errors.form ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {errors.form}
        </Notice>
      ) : null}
      {kind === 'ssh' ? <SshFields saved={saved?.ssh ?? null} errors={errors} /> : null}
      {kind === 'dump' ? null : <DatabaseFields saved={saved} errors={errors} throughSsh={kind === 'ssh'} />}
      <PrefixField saved={saved} errors={errors} />
      {kind === 'dump' ? null : (
        <Checkbox
          name="tls"
          label="Conexão cifrada (TLS)"
          hint="Ligue se o servidor do banco oferece."
          defaultChecked={saved?.tls ?? false}
        />
      )}
      <SubmitButton look="primary" busy={busy} className="self-start max-sm:w-full">
        Salvar conexão
      </SubmitButton>
    </form>
  )
}
