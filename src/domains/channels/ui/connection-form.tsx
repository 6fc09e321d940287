'use client'
import { CircleAlert, ShieldCheck, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { CopyText } from '~/ui/phone'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { SubmitButton } from '~/ui/submit-button'
import { messageOf, trpc } from '~/wiring/client'
import { PROVIDER_FORMS, type ProviderField } from './providers'

type Offered = keyof typeof PROVIDER_FORMS
type Saved = { id: string; name: string }

/** The typed values; an empty field is left out, so that a stored secret stays. */
function configOf(provider: Offered, data: FormData): Record<string, string> {
  const values = PROVIDER_FORMS[provider].fields.map(
    ({ name }) => [name, data.get(`config.${name}`)] as const,
  )
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [],
    ),
  )
}

/** Creates a connection, or changes one: the provider's own form with where each value is found. */
export function ConnectionForm({
  empresa,
  provider: given,
  saved,
}: {
  empresa: string
  provider?: Offered
  saved?: Saved
}) {
  const router = useRouter()
  const [provider, setProvider] = useState<Offered>(given ?? 'simulator')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [made, setMade] = useState<{ id: string; webhookUrl: string } | null>(null)
  const form = PROVIDER_FORMS[provider]
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const name = String(data.get('name') ?? '').trim()
    const config = configOf(provider, data)
    setBusy(true)
    setError(null)
    try {
      if (saved) {
        const changed = Object.keys(config).length > 0 ? { config } : {}
        await trpc.messaging.connections.configure.mutate({ empresa, id: saved.id, name, ...changed })
        toastDone('Conexão salva.')
        router.refresh()
      } else {
        const answer = await trpc.messaging.connections.create.mutate({ empresa, name, provider, config })
        // These two need no webhook address.
        if (provider === 'simulator' || provider === 'baileys')
          router.push(`/${empresa}/whatsapp/${answer.id}`)
        else setMade(answer)
      }
    } catch (failure) {
      setError(messageOf(failure))
    } finally {
      setBusy(false)
    }
  }
  if (made) return <Made empresa={empresa} made={made} />
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
      noValidate
      autoComplete="off"
    >
      {given ? null : <ProviderChoice value={provider} onChange={setProvider} />}
      <div className="flex flex-col gap-4" key={provider}>
        {form.warning ? (
          <Notice tone="amber" icon={TriangleAlert}>
            {form.warning}
          </Notice>
        ) : null}
        {provider === 'simulator' && !saved ? (
          <Notice icon={ShieldCheck}>Simulador: nada sai para a rua.</Notice>
        ) : null}
        <Field label="Nome da conexão" hint="Como a sua equipe a chama" required>
          {(control) => (
            <Input {...control} name="name" maxLength={80} defaultValue={saved?.name ?? form.name} />
          )}
        </Field>
        {form.fields.map((field) => (
          <ConfigField key={field.name} field={field} kept={saved !== undefined} />
        ))}
        {form.fields.length > 0 || (provider === 'baileys' && !saved) ? (
          <div className="rounded-lg bg-sunken px-4 py-3 text-sm text-soft">
            <h2 className="font-medium text-ink">{form.fields.length > 0 ? 'Onde achar' : 'Como ligar'}</h2>
            <ol className="mt-1 list-decimal space-y-1 pl-5">
              {form.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        ) : null}
        {error ? (
          <Notice tone="red" icon={CircleAlert} alert>
            {error}
          </Notice>
        ) : null}
        <SubmitButton look="primary" busy={busy} className="self-start max-sm:w-full">
          {saved ? 'Salvar' : 'Criar conexão'}
        </SubmitButton>
      </div>
    </form>
  )
}

/** A shop first chooses the way; the technical services come after. Those behind the QR code begin with the easiest. */
const WAYS: readonly { name: string; about: string; providers: readonly [Offered, ...Offered[]] }[] = [
  {
    name: 'O número de sempre, por QR code',
    about: 'O WhatsApp que a loja já usa no celular. Sem custo por mensagem.',
    providers: ['baileys', 'waha', 'evolution', 'wppconnect'],
  },
  {
    name: 'O número oficial, pela Meta',
    about: 'A API oficial: sem risco de bloqueio, e a Meta cobra as conversas que você inicia.',
    providers: ['cloud'],
  },
  {
    name: 'Só experimentar',
    about: 'O simulador: nada sai para a rua.',
    providers: ['simulator'],
  },
]

/** The shop's usual number or the official API; then, where there are several, the service. */
function ProviderChoice({ value, onChange }: { value: Offered; onChange: (value: Offered) => void }) {
  const way = WAYS.find(({ providers }) => providers.includes(value))
  const providers = way?.providers ?? []
  return (
    <>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">
          Quer usar o número de sempre (QR code) ou o oficial?
        </legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {WAYS.map((option) => (
            <Choice
              key={option.name}
              group="way"
              name={option.name}
              about={option.about}
              checked={option === way}
              onChoose={() => onChange(option.providers[0])}
            />
          ))}
        </div>
      </fieldset>
      {providers.length > 1 ? (
        <fieldset>
          <legend className="mb-2 text-sm font-medium">Por qual serviço</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {providers.map((provider) => (
              <Choice
                key={provider}
                group="provider"
                name={PROVIDER_FORMS[provider].name}
                about={PROVIDER_FORMS[provider].about}
                checked={provider === value}
                onChoose={() => onChange(provider)}
              />
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  )
}

function Choice({
  group,
  name,
  about,
  checked,
  onChoose,
}: {
  group: string
  name: string
  about: string
  checked: boolean
  onChoose: () => void
}) {
  return (
    <label className="grid grid-cols-[auto_1fr] content-start gap-x-3 rounded-lg border border-line bg-surface p-3 text-sm font-medium text-ink transition-colors hover:bg-sunken has-checked:border-jade has-checked:bg-jade-soft/60">
      <input
        type="radio"
        name={group}
        className="mt-0.5 size-4 shrink-0 accent-jade"
        checked={checked}
        onChange={onChoose}
      />
      {name}
      <span className="col-start-2 text-xs font-normal text-soft">{about}</span>
    </label>
  )
}

function ConfigField({ field, kept }: { field: ProviderField; kept: boolean }) {
  const hint = kept ? `${field.hint ?? ''} Em branco, fica como está.`.trim() : field.hint
  return (
    <Field label={field.label} hint={hint} required={!kept}>
      {(control) =>
        field.options ? (
          <Select
            {...control}
            name={`config.${field.name}`}
            options={field.options}
            {...(kept ? { placeholder: 'Como está' } : {})}
            defaultValue={kept ? '' : field.initial}
          />
        ) : (
          <Input
            {...control}
            name={`config.${field.name}`}
            type={field.secret ? 'password' : 'text'}
            autoComplete={field.secret ? 'new-password' : 'off'}
            autoCapitalize="none"
            spellCheck={false}
            placeholder={field.placeholder}
            defaultValue={kept ? '' : field.initial}
          />
        )
      }
    </Field>
  )
}

function Made({ empresa, made }: { empresa: string; made: { id: string; webhookUrl: string } }) {
  return (
    <Card title="Conexão criada">
      <p className="text-sm text-soft">
        Este é o endereço por onde o serviço avisa o que acontece. Ao conectar, o Retoma o informa sozinho; na
        API oficial da Meta, cole-o em Webhooks: ele fica o mesmo até você gerar outro. É secreto e só aparece
        agora.
      </p>
      <p className="my-3 rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all">
        <CopyText text={made.webhookUrl} value={made.webhookUrl} what="endereço dos avisos" />
      </p>
      <ButtonLink look="primary" href={`/${empresa}/whatsapp/${made.id}`}>
        Continuar e conectar
      </ButtonLink>
    </Card>
  )
}
