'use client'
import { CircleAlert, Users } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { formatPhone, UFS } from '~/kernel/br'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { SubmitButton } from '~/ui/submit-button'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import { textOf, useSubmit } from '~/wiring/use-submit'
import type { HandInput } from '../schema'

const FORM = 'cliente'
const UF_OPTIONS = UFS.map((uf) => ({ value: uf, label: uf }))
export type Known = {
  id: string
  name: string | null
  email: string | null
  phone: string | null
  by: 'key' | 'document'
}
type Values = Record<keyof HandInput, string>
const NOTHING: Values = { name: '', phone: '', email: '', taxId: '', city: '', uf: '' }

/** The form of a new customer and of one that is changed; opening it again begins from what is stored. */
export function CustomerDialog({
  empresa,
  id = null,
  values = NOTHING,
  open,
  onClose,
}: {
  empresa: string
  /** Null: a new one. */
  id?: string | null
  values?: Values
  open: boolean
  onClose: () => void
}) {
  const router = useRouter()
  const [known, setKnown] = useState<Known[]>([])
  const { busy, errors, failure, submit } = useSubmit()
  /** Two customers may share a document; a phone or an e-mail belongs to one. */
  const anyway = known.length > 0 && known.every(({ by }) => by === 'document')
  const close = () => {
    setKnown([])
    onClose()
  }
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const typed = Object.fromEntries(
      Object.keys(NOTHING).map((name) => [name, textOf(data, name)]),
    ) as Values & Pick<HandInput, 'uf'>
    let made: string | null = id
    const done = await submit(async () => {
      if (id) return trpc.customers.edit.mutate({ empresa, id, ...changed(typed, values) })
      const answer = await trpc.customers.create.mutate({ empresa, ...typed, anyway })
      made = answer.id
      setKnown(answer.known)
    })
    if (!done || !made) return
    close()
    toastDone(id ? 'Cliente salvo. Uma importação não muda o que você preencheu.' : 'Cliente criado.')
    if (id) router.refresh()
    else router.push(`/${empresa}/clientes/${made}`)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close()
      }}
      title={id ? 'Editar cliente' : 'Novo cliente'}
      description={
        id
          ? 'O que você mudar aqui vale mais do que a loja diz: a importação não desfaz.'
          : 'Para quem ainda não comprou na loja. As compras futuras se juntam a ele pelo telefone ou pelo e-mail.'
      }
      footer={
        <>
          <Button look="ghost" onClick={close}>
            Voltar
          </Button>
          <SubmitButton form={FORM} look="primary" busy={busy}>
            {id ? 'Salvar' : anyway ? 'Criar mesmo assim' : 'Criar cliente'}
          </SubmitButton>
        </>
      }
    >
      <form id={FORM} noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
        {failure ? (
          <Notice tone="red" icon={CircleAlert} alert>
            {failure}
          </Notice>
        ) : null}
        {known.length > 0 ? <KnownNotice empresa={empresa} known={known} /> : null}
        <Field label="Nome" error={errors.name ?? null}>
          {(control) => (
            <Input
              {...control}
              name="name"
              maxLength={120}
              autoComplete="off"
              defaultValue={values.name}
              placeholder="Ana Souza"
            />
          )}
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Telefone" hint="Com o DDD" error={errors.phone ?? null}>
            {(control) => (
              <Input
                {...control}
                name="phone"
                maxLength={40}
                type="tel"
                inputMode="tel"
                autoComplete="off"
                defaultValue={values.phone}
                placeholder="(11) 98765-4321"
              />
            )}
          </Field>
          <Field label="E-mail" error={errors.email ?? null}>
            {(control) => (
              <Input
                {...control}
                name="email"
                maxLength={254}
                type="email"
                inputMode="email"
                autoComplete="off"
                defaultValue={values.email}
                placeholder="ana@exemplo.com.br"
              />
            )}
          </Field>
          <Field label="CPF ou CNPJ" error={errors.taxId ?? null} optional>
            {(control) => (
              <Input
                {...control}
                name="taxId"
                maxLength={20}
                autoComplete="off"
                defaultValue={values.taxId}
                placeholder="123.456.789-09"
              />
            )}
          </Field>
          <Field label="Cidade" error={errors.city ?? null} optional>
            {(control) => (
              <Input
                {...control}
                name="city"
                maxLength={120}
                autoComplete="off"
                defaultValue={values.city}
                placeholder="Recife"
              />
            )}
          </Field>
          <Field label="UF" hint="Em branco, a da loja ou a do DDD" error={errors.uf ?? null}>
            {(control) => (
              <Select
                {...control}
                name="uf"
                defaultValue={values.uf}
                options={UF_OPTIONS}
                placeholder="Automática"
              />
            )}
          </Field>
        </div>
      </form>
    </Dialog>
  )
}

/** Only what the user changed counts as edited. */
function changed(typed: Values, values: Values): HandInput {
  const names = Object.keys(typed) as (keyof HandInput)[]
  return Object.fromEntries(
    names.filter((name) => typed[name].trim() !== values[name]).map((name) => [name, typed[name]]),
  )
}

/** Who already has the e-mail, the phone or the document: to open instead of making them twice. */
function KnownNotice({ empresa, known }: { empresa: string; known: readonly Known[] }) {
  const byKey = known.some(({ by }) => by === 'key')
  return (
    <Notice tone="amber" icon={Users} alert>
      {byKey
        ? 'Já existe um cliente com este telefone ou e-mail:'
        : 'Já existe um cliente com este CPF ou CNPJ:'}
      <ul className="mt-1">
        {known.map((customer) => (
          <li key={customer.id}>
            <Link href={`/${empresa}/clientes/${customer.id}`} className="font-medium underline">
              {customer.name ?? customer.email ?? 'Cliente sem nome'}
            </Link>
            {customer.phone ? ` · ${formatPhone(customer.phone)}` : ''}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
