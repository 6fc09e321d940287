'use client'
import { CircleAlert, SendHorizontal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { Skeleton } from '~/ui/skeleton'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import type { SelectionInput, SelectionPreview } from '../selection-schema'

type Choice = { value: string; label: string }
export type Choices = { templates: readonly Choice[]; numbers: readonly Choice[] }
type Asked = { key: string; preview: SelectionPreview } | { key: string; problem: string }

/** Template and channel for the selected rows; shows the recipients before anything leaves (msg-8). */
export function ContactDialog({
  empresa,
  selection,
  choices,
  onClose,
}: {
  empresa: string
  selection: SelectionInput
  choices: Choices
  onClose: (done: boolean) => void
}) {
  const router = useRouter()
  const [templateId, setTemplate] = useState(choices.templates[0]?.value ?? '')
  const [connectionId, setNumber] = useState(choices.numbers[0]?.value ?? '')
  const [name, setName] = useState('Mensagem para selecionados')
  const [asked, setAsked] = useState<Asked | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const key = `${templateId} ${connectionId}`
  const ready = templateId !== '' && connectionId !== ''
  // As it was when the dialog opened: selecting rows behind it must not change the recipients.
  const [chosen] = useState(selection)
  useEffect(() => {
    if (!ready) return
    let stale = false
    trpc.campaigns.previewSelection.query({ empresa, templateId, connectionId, selection: chosen }).then(
      (preview) => !stale && setAsked({ key, preview }),
      (failure: unknown) => !stale && setAsked({ key, problem: messageOf(failure) }),
    )
    return () => {
      stale = true
    }
  }, [key, ready, empresa, templateId, connectionId, chosen])
  const answer = asked?.key === key ? asked : null
  const preview = answer && 'preview' in answer ? answer.preview : null
  const reached = preview?.reached ?? 0
  const create = async (start: boolean) => {
    setBusy(true)
    setError(null)
    try {
      const campaign = await trpc.campaigns.createOfSelection.mutate({
        ...{ empresa, name, templateId, connectionId, selection: chosen },
      })
      if (start) {
        const { queued } = await trpc.campaigns.start.mutate({ empresa, id: campaign.id })
        toastDone(`${plural(queued, 'mensagem na fila', 'mensagens na fila')}.`)
        onClose(true)
        router.refresh()
      } else router.push(`/${empresa}/campanhas/${campaign.id}`)
    } catch (failure) {
      setError(messageOf(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose(false)}
      title="Contatar os selecionados"
      description="Cada pessoa recebe uma vez, no ritmo do número e fora do horário de silêncio."
      footer={
        <>
          <Button busy={busy} disabled={!preview || !name.trim()} onClick={() => void create(false)}>
            Criar campanha com estes
          </Button>
          <Button
            look="primary"
            busy={busy}
            disabled={reached === 0 || !name.trim()}
            icon={<SendHorizontal size={16} aria-hidden />}
            onClick={() => void create(true)}
          >
            {reached > 0 ? `Enviar para ${reached.toLocaleString('pt-BR')}` : 'Enviar'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error ? (
          <Notice tone="red" icon={CircleAlert} alert>
            {error}
          </Notice>
        ) : null}
        {ready ? (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Modelo" required>
                {(control) => (
                  <Select
                    {...control}
                    options={[...choices.templates]}
                    value={templateId}
                    onChange={(event) => setTemplate(event.target.value)}
                  />
                )}
              </Field>
              <Field label="Por qual número" required>
                {(control) => (
                  <Select
                    {...control}
                    options={[...choices.numbers]}
                    value={connectionId}
                    onChange={(event) => setNumber(event.target.value)}
                  />
                )}
              </Field>
            </div>
            <Field label="Nome" hint="Só a sua equipe vê, em Campanhas" required>
              {(control) => (
                <Input
                  {...control}
                  maxLength={80}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <div role="status" className="min-h-24">
              {preview ? (
                <Reach preview={preview} />
              ) : answer && 'problem' in answer ? (
                <p className="text-sm text-red-ink">{answer.problem}</p>
              ) : (
                <Skeleton className="h-20" />
              )}
            </div>
          </>
        ) : (
          <p className="text-sm text-soft">
            Falta um modelo ou um número conectado: escreva um em Modelos e conecte o número em WhatsApp.
          </p>
        )}
      </div>
    </Dialog>
  )
}

function Reach({ preview }: { preview: SelectionPreview }) {
  const { chosen, reached, leftOut, example } = preview
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p className="font-medium">
        {`${plural(reached, 'pessoa recebe', 'pessoas recebem')}, de ${plural(chosen, 'selecionada', 'selecionadas')}.`}
      </p>
      {leftOut.length > 0 ? (
        <ul className="text-soft">
          {leftOut.map(({ reason, count }) => (
            <li key={reason}>{`${count.toLocaleString('pt-BR')} fora: ${reason}`}</li>
          ))}
        </ul>
      ) : null}
      {example ? (
        <p className="rounded-md bg-sunken px-3 py-2 whitespace-pre-wrap text-ink">{example.text}</p>
      ) : null}
    </div>
  )
}
