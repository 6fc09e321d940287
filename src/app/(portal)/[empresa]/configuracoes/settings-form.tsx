'use client'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { EmpresaSettings } from '~/domains/empresas/schema'
import { formatTaxId } from '~/kernel/br'
import { SubmitButton } from '~/ui/submit-button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { textOf } from '~/wiring/use-submit'
import { MessageField } from './message-field'
import { useSave } from './use-save'
import { ZONES } from '~/domains/empresas/ui/zones'

type Details = { name: string; timezone: string; settings: EmpresaSettings }

/** The parts of the settings; each is saved by itself, and can be undone. */
export function SettingsForm({ empresa, details }: { empresa: string; details: Details }) {
  return (
    <div className="flex flex-col gap-4">
      <CompanyPart empresa={empresa} details={details} />
      <RecoveryPart empresa={empresa} details={details} />
      <MessagesPart empresa={empresa} details={details} />
      <ChargingPart empresa={empresa} details={details} />
    </div>
  )
}

type Part = { empresa: string; details: Details }

function CompanyPart({ empresa, details }: Part) {
  const { busy, errors, save } = useSave(empresa)
  const submit = (data: FormData) =>
    save(
      { name: textOf(data, 'name'), timezone: textOf(data, 'timezone') },
      { name: details.name, timezone: details.timezone },
    )
  const zones = ZONES.some((zone) => zone.value === details.timezone)
    ? ZONES
    : [...ZONES, { value: details.timezone, label: details.timezone }]
  return (
    <PartForm title="Empresa" busy={busy} onSubmit={submit}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Nome" error={errors.name ?? null} required>
          {(control) => (
            <Input {...control} name="name" defaultValue={details.name} maxLength={120} autoComplete="off" />
          )}
        </Field>
        <Field
          label="Fuso horário"
          hint="Decide onde um dia começa e termina"
          error={errors.timezone ?? null}
        >
          {(control) => (
            <Select {...control} name="timezone" defaultValue={details.timezone} options={zones} />
          )}
        </Field>
      </div>
    </PartForm>
  )
}

function RecoveryPart({ empresa, details }: Part) {
  const { busy, errors, save } = useSave(empresa)
  const before = details.settings.recovery
  const submit = (data: FormData) =>
    save(
      {
        recovery: {
          windowBeforeDays: Number(textOf(data, 'windowBeforeDays')),
          windowAfterDays: Number(textOf(data, 'windowAfterDays')),
          cutoffMinutes: Number(textOf(data, 'cutoffMinutes')),
          extraSaleStatuses: textOf(data, 'extraSaleStatuses')
            .split(',')
            .map((status) => status.trim())
            .filter(Boolean),
        },
      },
      { recovery: before },
    )
  const error = (name: string) => errors[`recovery.${name}`] ?? null
  return (
    <PartForm
      title="Recuperação de carrinhos"
      hint="Quando um pedido conta como a volta de um carrinho. Ao salvar, os carrinhos são conferidos de novo."
      busy={busy}
      onSubmit={submit}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          label="Dias antes"
          hint="O pedido pode vir até tantos dias antes do carrinho"
          error={error('windowBeforeDays')}
          required
        >
          {(control) => (
            <Input
              {...control}
              name="windowBeforeDays"
              type="number"
              min={0}
              max={90}
              defaultValue={before.windowBeforeDays}
            />
          )}
        </Field>
        <Field
          label="Dias depois"
          hint="Depois disso, sem venda, o carrinho é abandonado"
          error={error('windowAfterDays')}
          required
        >
          {(control) => (
            <Input
              {...control}
              name="windowAfterDays"
              type="number"
              min={1}
              max={90}
              defaultValue={before.windowAfterDays}
            />
          )}
        </Field>
        <Field
          label="Minutos em compra"
          hint="Até aqui a pessoa ainda pode estar comprando"
          error={error('cutoffMinutes')}
          required
        >
          {(control) => (
            <Input
              {...control}
              name="cutoffMinutes"
              type="number"
              min={5}
              max={1440}
              defaultValue={before.cutoffMinutes}
            />
          )}
        </Field>
      </div>
      <Field
        label="Outras situações que contam como venda"
        optional
        hint="Como a loja as chama, separadas por vírgula: enviado, em-producao. Processando e concluído já contam."
        error={error('extraSaleStatuses')}
      >
        {(control) => (
          <Input
            {...control}
            name="extraSaleStatuses"
            defaultValue={before.extraSaleStatuses.join(', ')}
            autoComplete="off"
          />
        )}
      </Field>
    </PartForm>
  )
}

function MessagesPart({ empresa, details }: Part) {
  const { busy, errors, save } = useSave(empresa)
  const { cartMessage, leadMessage } = details.settings
  const [cart, setCart] = useState(cartMessage)
  const [lead, setLead] = useState(leadMessage)
  return (
    <PartForm
      title="Mensagens do WhatsApp"
      hint="O botão de WhatsApp abre a conversa com este texto, já preenchido."
      busy={busy}
      onSubmit={() => save({ cartMessage: cart, leadMessage: lead }, { cartMessage, leadMessage })}
    >
      <MessageField
        label="Para carrinhos"
        value={cart}
        onChange={setCart}
        error={errors.cartMessage ?? null}
        samples={{ nome: 'Maria', itens: '2 itens', valor: 'R$ 189,90', cidade: 'Campinas' }}
      />
      <MessageField
        label="Para leads"
        value={lead}
        onChange={setLead}
        error={errors.leadMessage ?? null}
        samples={{ nome: 'Maria' }}
      />
    </PartForm>
  )
}

function ChargingPart({ empresa, details }: Part) {
  const { busy, errors, save } = useSave(empresa)
  const before = details.settings.charging
  const submit = (data: FormData) =>
    save(
      {
        charging: {
          creditor: textOf(data, 'creditor'),
          address: textOf(data, 'address'),
          document: textOf(data, 'document'),
        },
      },
      { charging: before },
    )
  const error = (name: string) => errors[`charging.${name}`] ?? null
  return (
    <PartForm
      id="quem-cobra"
      title="Quem cobra"
      hint="A lei pede o nome, o endereço e o CPF ou CNPJ em toda cobrança (CDC, art. 42-A). Sem eles, nenhuma cobrança que os use é enviada."
      busy={busy}
      onSubmit={submit}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Nome ou razão social" hint="Vira {credor}" error={error('creditor')}>
          {(control) => (
            <Input
              {...control}
              name="creditor"
              defaultValue={before.creditor ?? ''}
              maxLength={120}
              autoComplete="organization"
            />
          )}
        </Field>
        <Field label="CPF ou CNPJ" hint="Vira {documento}" error={error('document')}>
          {(control) => (
            <Input
              {...control}
              name="document"
              defaultValue={before.document === null ? '' : formatTaxId(before.document)}
              maxLength={20}
              placeholder="12.345.678/0001-95"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <Field label="Endereço" hint="Vira {endereco}: rua, número, cidade e estado" error={error('address')}>
        {(control) => (
          <Input
            {...control}
            name="address"
            defaultValue={before.address ?? ''}
            maxLength={200}
            placeholder="Rua das Flores, 100, Belo Horizonte/MG"
            autoComplete="street-address"
          />
        )}
      </Field>
    </PartForm>
  )
}

function PartForm({
  id,
  title,
  hint,
  busy,
  onSubmit,
  children,
}: {
  /** Where a link from another page leads. */
  id?: string
  title: string
  hint?: string
  busy: boolean
  /** Resolves to whether it was saved. */
  onSubmit: (data: FormData) => Promise<boolean>
  children: ReactNode
}) {
  const [dirty, setDirty] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void onSubmit(new FormData(event.currentTarget)).then((saved) => saved && setDirty(false))
  }
  return (
    <Card title={title} hint={hint}>
      <UnsavedGuard dirty={dirty} />
      <form
        id={id}
        onSubmit={submit}
        onInput={() => setDirty(true)}
        className="flex scroll-mt-24 flex-col gap-4 pt-1"
      >
        {children}
        <div className="flex justify-end">
          <SubmitButton look="primary" busy={busy}>
            Salvar
          </SubmitButton>
        </div>
      </form>
    </Card>
  )
}
