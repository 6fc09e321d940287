'use client'
import { MessageCircle, Plus, Trash2, Zap } from 'lucide-react'
import { EditTemplate } from '~/domains/templates/ui/edit-template'
import type { TemplateInPlace } from '~/domains/templates/ui/template-dialog'
import { Button, IconButton } from '~/ui/button'
import { Select, type Option } from '~/ui/select'
import { Switch } from '~/ui/switch'
import { delayText } from '../texts'
import { DelayField } from './delay-field'

/** `key` identifies a step while others are added and removed. */
export type EditedStep = { key: string; delayMinutes: number; templateId: string; active: boolean }
export type StepTemplate = TemplateInPlace

const MOST = 10

/** The series as a list from top to bottom: what starts it, then each message and its delay. */
export function StepList({
  start,
  steps,
  templates,
  figures,
  onChange,
  disabled,
  editing,
}: {
  /** What starts the series, in words. */
  start: string
  steps: readonly EditedStep[]
  templates: readonly StepTemplate[]
  /** Shown under each step: its figures of the last 30 days. */
  figures: Record<string, string>
  onChange: (steps: EditedStep[]) => void
  disabled: boolean
  /** Props of the template editor. */
  editing: { empresa: string; shop: string; unset: readonly string[]; usedBy: readonly string[] }
}) {
  const options: Option[] = templates.map(({ id, name }) => ({ value: id, label: name }))
  const change = (key: string, part: Partial<EditedStep>) =>
    onChange(steps.map((step) => (step.key === key ? { ...step, ...part } : step)))
  const add = () => {
    const last = steps.at(-1)?.delayMinutes ?? 0
    const delayMinutes = last === 0 ? 60 : last < 1440 ? 1440 : last + 2880
    const templateId = templates[steps.length]?.id ?? templates.at(-1)?.id ?? ''
    onChange([...steps, { key: crypto.randomUUID(), delayMinutes, templateId, active: true }])
  }
  return (
    <ol className="flex flex-col">
      <li className="flex items-center gap-3 pb-3">
        <Dot icon={Zap} />
        <span className="text-sm text-soft">{start}</span>
      </li>
      {steps.map((step, index) => {
        const label = `Mensagem ${String(index + 1)}`
        const template = templates.find(({ id }) => id === step.templateId)
        return (
          <li
            key={step.key}
            className="relative flex gap-3 pb-3 before:absolute before:-top-3 before:bottom-0 before:left-4 before:w-px before:bg-line"
          >
            <Dot icon={MessageCircle} off={!step.active} />
            <div className="relative min-w-0 flex-1 rounded-lg border border-line bg-surface p-3">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <h3 className="text-sm font-semibold">{label}</h3>
                <span className="text-xs text-faint">{delayText(step.delayMinutes)} depois</span>
                <span className="ml-auto flex items-center gap-1">
                  <Switch
                    label={`${label} ligada`}
                    hideLabel
                    disabled={disabled}
                    checked={step.active}
                    onChange={(event) => change(step.key, { active: event.target.checked })}
                  />
                  {disabled || steps.length === 1 ? null : (
                    <IconButton
                      label={`Tirar ${label.toLowerCase()}`}
                      onClick={() => onChange(steps.filter(({ key }) => key !== step.key))}
                    >
                      <Trash2 size={16} aria-hidden />
                    </IconButton>
                  )}
                </span>
              </div>
              <div className="mt-2 flex flex-wrap gap-2">
                <DelayField
                  label={label}
                  minutes={step.delayMinutes}
                  disabled={disabled}
                  onChange={(delayMinutes) => change(step.key, { delayMinutes })}
                />
                <Select
                  aria-label={`${label}: modelo`}
                  className="min-w-40 flex-1"
                  disabled={disabled}
                  options={options}
                  placeholder="Escolha um modelo"
                  value={step.templateId}
                  onChange={(event) => change(step.key, { templateId: event.target.value })}
                />
              </div>
              {template ? (
                <div className="mt-2 flex items-start justify-between gap-2">
                  <p className="line-clamp-2 min-w-0 text-xs text-soft">{template.body}</p>
                  {disabled ? null : (
                    <EditTemplate
                      {...editing}
                      template={template}
                      label={`Mudar o texto da ${label.toLowerCase()}`}
                    />
                  )}
                </div>
              ) : null}
              {figures[step.key] ? <p className="mt-1.5 text-xs text-faint">{figures[step.key]}</p> : null}
            </div>
          </li>
        )
      })}
      {disabled || steps.length >= MOST ? null : (
        <li className="pl-11">
          <Button size="sm" icon={<Plus size={15} aria-hidden />} onClick={add}>
            Mais uma mensagem
          </Button>
        </li>
      )}
    </ol>
  )
}

function Dot({ icon: Icon, off = false }: { icon: typeof Zap; off?: boolean }) {
  return (
    <span
      className={`relative z-10 grid size-8 shrink-0 place-items-center rounded-full ${off ? 'bg-sunken text-faint' : 'bg-jade-soft text-jade-ink'}`}
    >
      <Icon size={16} aria-hidden />
    </span>
  )
}
