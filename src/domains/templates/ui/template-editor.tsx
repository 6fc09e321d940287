'use client'
import { CircleCheck, Trash2, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button, ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { useKeptEdit } from '~/ui/kept-edit'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { Switch } from '~/ui/switch'
import { toastDone } from '~/ui/toast'
import { SubmitButton } from '~/ui/submit-button'
import { messageOf, trpc } from '~/wiring/client'
import { TEMPLATE_KINDS, type TemplateKind } from '../kinds'
import { bindingProblem, type CloudTemplate } from '../rules/cloud-template'
import { previewTemplate, templateProblems, variablesOf } from '../rules/templates'
import { neverProvided } from '../rules/variables'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'
import { TemplateBody } from './template-body'
import { KIND_OPTIONS } from './template-kinds'

export type EditedTemplate = { id?: string; kind: TemplateKind; name: string; body: string; active: boolean }

/** Writes a template: problems are shown while it is written, and a phone previews it. */
export function TemplateEditor({
  empresa,
  shop,
  initial,
  unset,
  usedBy = [],
  bound = null,
  disabled,
  kinds = TEMPLATE_KINDS,
  version = '',
  onSaved,
}: {
  empresa: string
  /** Variables whose value the empresa hasn't set yet. */
  unset: readonly string[]
  /** Names of what sends with it now and stops when it is switched off. */
  usedBy?: readonly string[]
  /** The approved template of Meta that is sent instead. */
  bound?: CloudTemplate | null
  /** The empresa's name, as customers see it. */
  shop: string
  initial: EditedTemplate
  disabled: boolean
  /** Purposes to choose from; its own is always one. */
  kinds?: readonly TemplateKind[]
  /** Version of the saved text: an edit of an older one is dropped. */
  version?: string
  /** Called after a save, in place of the list of templates. */
  onSaved?: () => void
}) {
  const router = useRouter()
  const saved = JSON.stringify(initial)
  const kept = useKeptEdit(`retoma:modelo:${empresa}:${initial.id ?? 'novo'}:${version}`, saved)
  const template = disabled ? initial : editedOf(kept.text, initial)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [removing, setRemoving] = useState(false)
  const list = `/${empresa}/modelos`
  const problems = template.body.trim() === '' ? [] : templateProblems(template.kind, template.body)
  const { known } = variablesOf(template.body, template.kind)
  const waiting = known.filter((name) => unset.includes(name))
  const fromList = neverProvided(template.kind, known)
  const unfit = bound && bindingProblem(bound, template.kind)
  const set = (change: Partial<EditedTemplate>) => kept.write(JSON.stringify({ ...template, ...change }))
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await trpc.messaging.templates.save.mutate({ empresa, ...template })
      toastDone('Modelo salvo.')
      kept.discard()
      if (onSaved) {
        onSaved()
        return
      }
      router.push(list)
      router.refresh()
    } catch (failure) {
      setError(messageOf(failure))
      setBusy(false)
    }
  }
  const remove = async () => {
    if (!template.id) return
    await trpc.messaging.templates.remove.mutate({ empresa, id: template.id }).catch((failure: unknown) => {
      throw new Error(messageOf(failure))
    })
    kept.discard()
    toastDone('Modelo apagado.')
    router.push(list)
    router.refresh()
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
      <UnsavedGuard dirty={kept.dirty && !busy && !disabled} />
      <Card>
        <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Nome" hint="Só a sua equipe vê" required>
              {(control) => (
                <Input
                  {...control}
                  maxLength={80}
                  disabled={disabled}
                  value={template.name}
                  onChange={(event) => set({ name: event.target.value })}
                />
              )}
            </Field>
            <Field label="Para que serve">
              {(control) => (
                <Select
                  {...control}
                  options={KIND_OPTIONS.filter(
                    ({ value }) => kinds.includes(value) || value === initial.kind,
                  )}
                  disabled={disabled}
                  value={template.kind}
                  onChange={(event) => {
                    const kind = TEMPLATE_KINDS.find((value) => value === event.target.value)
                    if (kind) set({ kind })
                  }}
                />
              )}
            </Field>
          </div>
          <TemplateBody
            kind={template.kind}
            value={template.body}
            onChange={(body) => set({ body })}
            error={null}
            disabled={disabled}
          />
          <div aria-live="polite" className="flex flex-col gap-2">
            {problems.map((problem) => (
              <Notice
                key={problem.code + (problem.variable ?? problem.reason)}
                tone="amber"
                icon={TriangleAlert}
              >
                {problem.reason}
              </Notice>
            ))}
            {waiting.length > 0 ? (
              <Notice
                tone="amber"
                icon={TriangleAlert}
                action={
                  disabled ? null : (
                    <ButtonLink size="sm" href={`/${empresa}/configuracoes#quem-cobra`}>
                      Preencher
                    </ButtonLink>
                  )
                }
              >
                {`Falta o valor de ${waiting.map((name) => `{${name}}`).join(', ')} nas Configurações: até lá as mensagens deste modelo não saem.`}
              </Notice>
            ) : null}
            {problems.length === 0 && waiting.length === 0 && template.body.trim() !== '' ? (
              <p className="flex items-center gap-1.5 text-xs text-jade-ink">
                <CircleCheck size={14} aria-hidden />
                {fromList.length > 0
                  ? `Pronto para usar em campanhas cuja lista tenha ${fromList.map((name) => `{${name}}`).join(', ')}: quem não tiver fica de fora.`
                  : 'Pronto para usar: nenhuma variável sem valor, nada que a lei proíba.'}
              </p>
            ) : null}
            {initial.active && !template.active && usedBy.length > 0 ? (
              <Notice tone="amber" icon={TriangleAlert}>
                {`Em uso agora: ${usedBy.map((name) => `“${name}”`).join(', ')}. Com o modelo desligado, as mensagens que sairiam por ele são canceladas.`}
              </Notice>
            ) : null}
            {bound && unfit ? (
              <Notice tone="amber" icon={TriangleAlert}>
                {`Ao salvar, o modelo aprovado “${bound.name}” é desligado deste, e passadas 24 horas da última mensagem da pessoa nada sai pela API oficial. ${unfit}`}
              </Notice>
            ) : null}
            {error ? (
              <Notice tone="red" icon={TriangleAlert} alert>
                {error}
              </Notice>
            ) : null}
          </div>
          {disabled ? null : (
            <div className="flex flex-wrap items-center gap-3">
              <Switch
                label="Em uso"
                checked={template.active}
                onChange={(event) => set({ active: event.target.checked })}
              />
              <span className="ml-auto flex gap-2">
                {kept.dirty ? (
                  <Button look="ghost" onClick={kept.discard}>
                    Descartar mudanças
                  </Button>
                ) : null}
                {template.id && !onSaved ? (
                  <Button
                    look="ghost"
                    icon={<Trash2 size={16} aria-hidden />}
                    onClick={() => setRemoving(true)}
                  >
                    Apagar
                  </Button>
                ) : null}
                <SubmitButton
                  look="primary"
                  busy={busy}
                  disabled={problems.length > 0 || template.body.trim() === '' || template.name.trim() === ''}
                >
                  Salvar
                </SubmitButton>
              </span>
            </div>
          )}
        </form>
      </Card>
      <section aria-label="Como chega no telefone" className="mx-auto w-full max-w-sm lg:sticky lg:top-6">
        <PhoneFrame name={shop} note="conta comercial" className="min-h-96">
          {template.body.trim() === '' ? (
            <p className="m-auto text-sm text-faint">Escreva a mensagem para ver como ela chega.</p>
          ) : (
            <Bubble text={previewTemplate(template.kind, template.body, { empresa: shop })} foot="14:30" />
          )}
        </PhoneFrame>
        <p className="mt-2 text-center text-xs text-faint">
          Com valores de exemplo. Os de verdade entram na hora do envio.
        </p>
      </section>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title="Apagar este modelo?"
        preview="Só um modelo que nunca foi usado pode ser apagado. Os outros ficam no histórico: desligue-os."
        action="Apagar modelo"
        danger
        onConfirm={remove}
      />
    </div>
  )
}

/** An edit that this tab stored, over the saved text; what can't be read is left out. */
function editedOf(text: string, initial: EditedTemplate): EditedTemplate {
  try {
    const { kind, name, body, active } = JSON.parse(text) as Partial<Record<keyof EditedTemplate, unknown>>
    return {
      ...initial,
      kind: TEMPLATE_KINDS.find((one) => one === kind) ?? initial.kind,
      name: typeof name === 'string' ? name : initial.name,
      body: typeof body === 'string' ? body : initial.body,
      active: typeof active === 'boolean' ? active : initial.active,
    }
  } catch {
    return initial
  }
}
