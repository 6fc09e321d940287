'use client'
import { Bold, Code, Italic, Smile, Strikethrough, type LucideIcon } from 'lucide-react'
import { useRef, type ComponentProps } from 'react'
import { IconButton } from '~/ui/button'
import { Field } from '~/ui/field'
import { Textarea } from '~/ui/input'
import { Menu, MenuItem } from '~/ui/menu'
import { MARKS, type Style } from '~/domains/channels/rules/formatting'
import type { TemplateKind } from '../kinds'
import { variablesFor } from './template-kinds'

const TOOLS: { style: Style; icon: LucideIcon; label: string }[] = [
  { style: 'bold', icon: Bold, label: 'Negrito' },
  { style: 'italic', icon: Italic, label: 'Itálico' },
  { style: 'strike', icon: Strikethrough, label: 'Riscado' },
  { style: 'mono', icon: Code, label: 'Letra de máquina' },
]
const EMOJI = [
  ['😊', 'Sorriso'],
  ['👋', 'Aceno'],
  ['🛒', 'Carrinho'],
  ['🎁', 'Presente'],
  ['✅', 'Certo'],
  ['⏰', 'Relógio'],
  ['📦', 'Pacote'],
  ['💚', 'Coração'],
] as const

/** The text of a template: formatting, emoji, and the variables that its kind has a value for. */
export function TemplateBody({
  kind,
  value,
  onChange,
  error,
  disabled,
  variables = true,
}: {
  kind: TemplateKind
  /** False: a text that is the same for all recipients, and may be left out beside a picture. */
  variables?: boolean
  value: string
  onChange: (value: string) => void
  error: string | null
  disabled: boolean
}) {
  const box = useRef<HTMLTextAreaElement>(null)
  /** Puts text around or instead of the selection, and leaves the cursor where writing continues. */
  const put = (before: string, after = '') => {
    const { selectionStart: start, selectionEnd: end } = box.current ?? {
      selectionStart: value.length,
      selectionEnd: value.length,
    }
    const selected = after ? value.slice(start, end) : ''
    onChange(`${value.slice(0, start)}${before}${selected}${after}${value.slice(end)}`)
    const cursor = start + before.length + selected.length
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(cursor, cursor)
    })
  }
  const onKeyDown: ComponentProps<'textarea'>['onKeyDown'] = (event) => {
    const style = { b: 'bold', i: 'italic' }[event.key] as Style | undefined
    if (!style || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    put(MARKS[style], MARKS[style])
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label="Mensagem" error={error} required={variables}>
        {(control) => (
          <Textarea
            {...control}
            ref={box}
            rows={7}
            maxLength={4096}
            disabled={disabled}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      {disabled ? null : (
        <>
          <div role="toolbar" aria-label="Formatação" className="flex flex-wrap items-center gap-0.5">
            {TOOLS.map(({ style, icon: Icon, label }) => (
              <IconButton key={style} label={label} onClick={() => put(MARKS[style], MARKS[style])}>
                <Icon size={16} aria-hidden />
              </IconButton>
            ))}
            <Menu
              align="start"
              trigger={
                <IconButton label="Emoji">
                  <Smile size={16} aria-hidden />
                </IconButton>
              }
            >
              {EMOJI.map(([emoji, name]) => (
                <MenuItem key={emoji} icon={<span aria-hidden>{emoji}</span>} onSelect={() => put(emoji)}>
                  {name}
                </MenuItem>
              ))}
            </Menu>
            <span className="ml-auto text-xs text-faint tabular-nums">
              {value.length.toLocaleString('pt-BR')} de 4.096
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-1.5 text-xs text-faint" hidden={!variables}>
            Incluir
            {variablesFor(kind).map(({ name, meaning, required }) => (
              <button
                key={name}
                type="button"
                title={meaning}
                onClick={() => put(`{${name}}`)}
                className="h-7 rounded-md border border-line bg-surface px-2 text-xs text-soft hover:bg-sunken hover:text-ink max-sm:h-11 max-sm:px-3"
              >
                {`{${name}}`}
                {required ? <span className="text-jade-ink"> precisa</span> : null}
              </button>
            ))}
            {kind === 'livre' ? <span>e as colunas do seu arquivo: {'{campo.cidade}'}</span> : null}
          </div>
        </>
      )}
    </div>
  )
}
