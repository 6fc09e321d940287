'use client'
import { BadgeCheck, CircleAlert, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { Notice } from '~/ui/states'
import { messageOf, trpc } from '~/wiring/client'
import type { ApprovedView } from '../cloud-schema'
import type { TemplateKind } from '../kinds'
import { valuesOfKind, withHoles } from '../rules/cloud-template'
import { previewTemplate } from '../rules/templates'
import type { TemplateRow } from '../schema'
import { Bubble } from '~/domains/channels/ui/phone-frame'
import { useAct } from '~/wiring/use-act'

const CATEGORIES: Record<string, string> = { MARKETING: 'divulgação', UTILITY: 'utilidade' }
const titleOf = ({ name, language, category }: Pick<ApprovedView, 'name' | 'language' | 'category'>) =>
  `${name} (${language}${CATEGORIES[category] ? `, ${CATEGORIES[category]}` : ''})`

/**
 * Chooses the template approved by Meta that is sent instead of ours once 24 hours have passed since the contact's last
 * message.
 */
export function CloudBinding({
  empresa,
  id,
  kind,
  bound,
  connections,
  disabled,
}: {
  empresa: string
  id: string
  kind: TemplateKind
  bound: TemplateRow['cloud']
  /** Channels of the official API. */
  connections: readonly { id: string; name: string }[]
  disabled: boolean
}) {
  const { busy, act } = useAct()
  const [connectionId, setConnectionId] = useState(connections[0]?.id ?? '')
  const [approved, setApproved] = useState<readonly ApprovedView[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [chosen, setChosen] = useState<ApprovedView | null>(null)
  const [parameters, setParameters] = useState<readonly string[]>([])
  const fetchApproved = async () => {
    setProblem(null)
    try {
      const found = await trpc.messaging.templates.approved.query({ empresa, id: connectionId })
      setApproved(found.templates)
      setProblem(found.reason)
    } catch (failure) {
      setProblem(messageOf(failure))
    }
  }
  const bind = ({ name, language }: ApprovedView) =>
    act(
      () =>
        trpc.messaging.templates.bind.mutate({
          ...{ empresa, id, connectionId, name, language },
          parameters: [...parameters],
        }),
      'Modelo aprovado ligado.',
    )
  const unbind = () =>
    act(() => trpc.messaging.templates.unbind.mutate({ empresa, id }), 'Modelo aprovado desligado.')
  const choose = (text: string) => {
    const found = approved?.find((one) => titleOf(one) === text) ?? null
    setChosen(found)
    setParameters(Array.from({ length: found?.holes ?? 0 }, () => ''))
  }
  const options = valuesOfKind(kind).map((name) => ({ value: name, label: `{${name}}` }))
  return (
    <Card
      title="Depois de 24 horas sem resposta"
      hint="Na API oficial, a Meta só aceita um modelo aprovado por ela. Escolha qual vai no lugar deste."
    >
      <div className="flex flex-col gap-4">
        {bound ? (
          <>
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <BadgeCheck size={16} aria-hidden className="text-jade-ink" />
              <strong className="font-medium">{titleOf(bound)}</strong>
              {disabled ? null : (
                <Button size="sm" look="ghost" busy={busy} onClick={() => void unbind()}>
                  Desligar
                </Button>
              )}
            </p>
            <Shown kind={kind} body={bound.body} parameters={bound.parameters} />
          </>
        ) : (
          <p className="text-sm text-soft">
            Nenhum: passadas 24 horas da última mensagem da pessoa, este modelo não é enviado.
          </p>
        )}
        {disabled ? null : (
          <>
            <div className="flex flex-wrap items-end gap-2">
              {connections.length > 1 ? (
                <Field label="Conta de qual número" className="min-w-40 flex-1">
                  {(control) => (
                    <Select
                      {...control}
                      options={connections.map(({ id: value, name }) => ({ value, label: name }))}
                      value={connectionId}
                      onChange={(event) => {
                        setConnectionId(event.target.value)
                        setApproved(null)
                        setChosen(null)
                      }}
                    />
                  )}
                </Field>
              ) : null}
              <Button icon={<RefreshCw size={16} aria-hidden />} onClick={() => void fetchApproved()}>
                Buscar modelos aprovados
              </Button>
            </div>
            {problem ? (
              <Notice tone="amber" icon={CircleAlert} alert>
                {problem}
              </Notice>
            ) : null}
            {approved && approved.length > 0 ? (
              <Field label="Modelo da Meta">
                {(control) => (
                  <Select
                    {...control}
                    placeholder="Escolha o modelo"
                    options={approved.map((one) => ({ value: titleOf(one), label: titleOf(one) }))}
                    value={chosen ? titleOf(chosen) : ''}
                    onChange={(event) => choose(event.target.value)}
                  />
                )}
              </Field>
            ) : null}
            {chosen?.unusable ? (
              <Notice tone="amber" icon={CircleAlert}>
                {`Este modelo não serve aqui. ${chosen.unusable}`}
              </Notice>
            ) : null}
            {chosen && chosen.unusable === null ? (
              <>
                <div className="grid gap-3 sm:grid-cols-2">
                  {parameters.map((value, n) => (
                    <Field key={`${titleOf(chosen)}-${String(n)}`} label={`No lugar de {{${String(n + 1)}}}`}>
                      {(control) => (
                        <Select
                          {...control}
                          placeholder="Escolha a variável"
                          options={options}
                          value={value}
                          onChange={(event) =>
                            setParameters(parameters.map((old, at) => (at === n ? event.target.value : old)))
                          }
                        />
                      )}
                    </Field>
                  ))}
                </div>
                <Shown kind={kind} body={chosen.body} parameters={parameters} />
                <Button
                  look="primary"
                  className="self-end"
                  busy={busy}
                  disabled={parameters.includes('')}
                  onClick={() => void bind(chosen)}
                >
                  Usar este modelo
                </Button>
              </>
            ) : null}
          </>
        )}
      </div>
    </Card>
  )
}

/** The approved text as it would be read, with sample values. */
function Shown({
  kind,
  body,
  parameters,
}: {
  kind: TemplateKind
  body: string
  parameters: readonly string[]
}) {
  const named = withHoles(body, (n) => (parameters[n - 1] ? `{${parameters[n - 1] ?? ''}}` : '…'))
  return (
    <div className="flex flex-col rounded-lg bg-sunken p-3">
      <Bubble text={previewTemplate(kind, named)} />
    </div>
  )
}
