'use client'
import { CircleAlert } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { slugFrom } from '~/domains/empresas/rules'
import { ZONES } from '~/domains/empresas/ui/zones'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'

/** Name, address and zone of a new empresa; its first page is the next one. */
export function NewEmpresaForm() {
  const [name, setName] = useState('')
  /** Null until the user edits it: until then it follows the name. */
  const [slug, setSlug] = useState<string | null>(null)
  const { busy, errors, failure, submit } = useSubmit()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const timezone = textOf(new FormData(event.currentTarget), 'timezone')
    const input = { name, slug: slug ?? slugFrom(name), timezone }
    if (await submit(() => trpc.platform.foundEmpresa.mutate(input)))
      window.location.assign(`/${input.slug.trim()}/hoje`)
  }
  return (
    <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
      {failure ? (
        <Notice tone="red" icon={CircleAlert} alert>
          {failure}
        </Notice>
      ) : null}
      <Field label="Nome da empresa" error={errors.name ?? null} required>
        {(control) => (
          <Input
            {...control}
            name="name"
            maxLength={120}
            autoComplete="organization"
            placeholder="Calçados da Ana"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Nome curto"
        hint="Aparece no endereço das páginas. Letras minúsculas, números e hífens"
        error={errors.slug ?? null}
        required
      >
        {(control) => (
          <Input
            {...control}
            name="slug"
            maxLength={40}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="calcados-da-ana"
            value={slug ?? slugFrom(name)}
            onChange={(event) => setSlug(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Fuso horário"
        hint="Decide o que é hoje e quando as mensagens saem"
        error={errors.timezone ?? null}
      >
        {(control) => (
          <Select {...control} name="timezone" defaultValue="America/Sao_Paulo" options={ZONES} />
        )}
      </Field>
      <SubmitButton look="primary" busy={busy} className="mt-1 h-11 w-full">
        Criar empresa
      </SubmitButton>
    </form>
  )
}
