'use client'
import { History, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { OutcomeList } from '~/domains/templates/outcome-schema'
import { outcomeText } from '~/domains/templates/ui/outcome-text'
import { plural } from '~/kernel/plural'
import { useAct } from '~/wiring/use-act'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Notice } from '~/ui/states'
import { UnsavedGuard } from '~/ui/unsaved-guard'
import { messageOf, trpc } from '~/wiring/client'
import type { FollowUpView, ReplayView } from '../schema'
import { ReplayResult } from './replay-result'
import { StepList, type EditedStep, type StepTemplate } from './step-list'
import { SwitchOn } from './switch-on'

const STARTS = {
  carrinho: 'Quando um carrinho fica parado',
  pedido: 'Quando um pedido por PIX ou boleto fica sem pagamento',
  lead: 'Quando um lead chega',
} as const

/** The series of one kind: steps, holdout, replay, and the switch. */
export function FollowUpEditor({
  empresa,
  timezone,
  followUp,
  templates,
  connections,
  outcomes,
  shop,
  unset,
  disabled,
}: {
  empresa: string
  timezone: string
  followUp: FollowUpView
  templates: readonly StepTemplate[]
  connections: readonly { id: string; name: string; simulated: boolean }[]
  /** The outcome of each step's messages. */
  outcomes: OutcomeList
  /** The empresa's name, as customers see it. */
  shop: string
  /** Variables whose value the empresa hasn't set yet. */
  unset: readonly string[]
  disabled: boolean
}) {
  const router = useRouter()
  const { busy, act } = useAct()
  const { kind } = followUp
  const [steps, setSteps] = useState<EditedStep[]>(
    followUp.steps.map(({ id, delayMinutes, templateId, active }) => ({
      key: id,
      delayMinutes,
      templateId,
      active,
    })),
  )
  const [holdoutPercent, setHoldout] = useState(followUp.holdoutPercent)
  const [saved, setSaved] = useState({ steps, holdoutPercent })
  const [replay, setReplay] = useState<ReplayView | null>(null)
  const [replaying, setReplaying] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const changed = saved.steps !== steps || saved.holdoutPercent !== holdoutPercent
  const input = {
    empresa,
    kind,
    holdoutPercent,
    steps: steps.map(({ delayMinutes, templateId, active }) => ({ delayMinutes, templateId, active })),
  }
  const ask = async () => {
    setReplaying(true)
    setError(null)
    try {
      const answer = await trpc.followUps.replay.query(input)
      setReplay(answer)
      return answer
    } catch (failure) {
      setError(messageOf(failure))
      return null
    } finally {
      setReplaying(false)
    }
  }
  const save = () =>
    act(async () => {
      await trpc.followUps.save.mutate(input)
      setSaved({ steps, holdoutPercent })
    }, 'Acompanhamento salvo.')
  // By position, which identifies a step for the server: a save gives the steps behind a removed one other ids.
  const figures = Object.fromEntries(
    followUp.steps.flatMap((step, n) => {
      const key = saved.steps[n]?.key
      if (key === undefined || step.queued === 0) return []
      const outcome = outcomes.find(({ id }) => id === step.id)
      const led = outcome ? `${outcomeText(outcome)}; ` : ''
      const text = `Em 30 dias: ${plural(step.sent, 'enviada', 'enviadas')}, ${led}${plural(step.cancelled, 'já não precisava', 'já não precisavam')}`
      return [[key, text]]
    }),
  )
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <UnsavedGuard dirty={changed && !busy && !disabled} />
      <Card
        title="Mensagens"
        hint="Param sozinhas quando a pessoa compra, responde ou pede para parar."
        aside={
          disabled ? null : (
            <SwitchOn
              empresa={empresa}
              timezone={timezone}
              followUp={followUp}
              connections={connections}
              changed={changed}
              replay={ask}
              onDone={() => router.refresh()}
            />
          )
        }
      >
        <StepList
          start={STARTS[kind]}
          steps={steps}
          templates={templates}
          figures={figures}
          onChange={setSteps}
          disabled={disabled}
          editing={{ empresa, shop, unset, usedBy: followUp.active ? [followUp.name] : [] }}
        />
      </Card>
      <Card
        id="grupo-de-controle"
        title="Grupo de controle"
        hint="Sorteados que não recebem nada: só assim se sabe o que as mensagens causam."
      >
        <Field label={`${String(holdoutPercent)}% sem mensagens`}>
          {(control) => (
            <input
              {...control}
              type="range"
              min={0}
              max={50}
              step={5}
              disabled={disabled}
              value={holdoutPercent}
              onChange={(event) => setHoldout(Number(event.target.value))}
              className="h-8 w-full max-w-md accent-jade max-sm:h-12"
            />
          )}
        </Field>
      </Card>
      {error ? (
        <Notice tone="red" icon={TriangleAlert} alert>
          {error}
        </Notice>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button busy={replaying} icon={<History size={16} aria-hidden />} onClick={() => void ask()}>
          O que isto teria enviado no último mês
        </Button>
        {disabled ? null : (
          <Button look="primary" busy={busy} disabled={!changed} onClick={() => void save()}>
            Salvar
          </Button>
        )}
      </div>
      {replay ? (
        <Card title="O que isto teria enviado" className="animate-rise">
          <ReplayResult replay={replay} timezone={timezone} />
        </Card>
      ) : null}
    </div>
  )
}
