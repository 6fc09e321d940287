'use client'
import { CirclePause, CirclePlay, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { buttonClass } from '~/ui/button-class'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import type { Running, RunningItem } from '../running-schema'

type Props = {
  empresa: string
  running: Running
  /** May pause and resume. */
  operates: boolean
  /** Offers to pause while everything runs. */
  offersPause: boolean
  /** Reads the state again. */
  onChange: () => void
}

/** Whether everything runs, in one line: the worst first, each with what can be done; the others are a press away. */
export function RunningLine({ empresa, running, operates, offersPause, onChange }: Props) {
  const [open, setOpen] = useState(false)
  const { items } = running
  const [first, ...rest] = items
  if (!first)
    return offersPause ? (
      // Beside the page's title, not over it: a line of its own would push the page down.
      <div className="pointer-events-none relative z-10 -mb-8 flex justify-end max-sm:-mb-10 print:hidden [&>*]:pointer-events-auto">
        <PauseButton empresa={empresa} onChange={onChange} />
      </div>
    ) : null
  const row = (item: RunningItem) => (
    <ItemRow key={item.id} item={item} empresa={empresa} operates={operates} onChange={onChange} />
  )
  return (
    <section aria-label="Está tudo funcionando?" className="mb-4">
      <ul
        aria-live="polite"
        className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface"
      >
        {row(first)}
        {open ? rest.map(row) : null}
      </ul>
      {rest.length > 0 ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="mt-1 h-8 rounded-md px-2 text-xs text-soft underline underline-offset-2 max-sm:h-10"
        >
          {open
            ? 'Mostrar só o mais grave'
            : rest.length === 1
              ? 'e mais 1'
              : `e mais ${String(rest.length)}`}
        </button>
      ) : null}
    </section>
  )
}

function ItemRow({
  item,
  empresa,
  operates,
  onChange,
}: {
  item: RunningItem
  empresa: string
  operates: boolean
  onChange: () => void
}) {
  return (
    <li
      className={`flex items-center gap-2.5 px-3 py-1.5 text-sm ${item.tone === 'red' ? 'bg-red-soft text-red-ink' : 'bg-amber-soft text-amber-ink'}`}
    >
      <TriangleAlert size={16} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-pretty">{item.text}</span>
        {item.hint ? <span className="block text-xs max-sm:sr-only">{item.hint}</span> : null}
      </span>
      <ItemAction item={item} empresa={empresa} operates={operates} onChange={onChange} />
    </li>
  )
}

function ItemAction({
  item: { action },
  empresa,
  operates,
  onChange,
}: {
  item: RunningItem
  empresa: string
  operates: boolean
  onChange: () => void
}) {
  switch (action.kind) {
    case 'open':
      return (
        <Link href={`/${empresa}/${action.href}`} className={buttonClass({ size: 'sm' })}>
          {action.label}
        </Link>
      )
    case 'check':
      return (
        <Button size="sm" onClick={onChange}>
          Conferir
        </Button>
      )
    case 'resume':
      return operates ? (
        <ActButton
          label="Retomar"
          done="Envios retomados."
          onChange={onChange}
          act={() => trpc.messaging.sending.resume.mutate({ empresa })}
        />
      ) : null
    case 'resumeNumber':
      return operates ? (
        <ActButton
          label="Retomar"
          done="Envios retomados."
          onChange={onChange}
          act={() => trpc.messaging.connections.pause.mutate({ empresa, id: action.id, paused: false })}
        />
      ) : null
  }
}

/** Pauses everything until tomorrow at 8 in one press. */
function PauseButton({ empresa, onChange }: { empresa: string; onChange: () => void }) {
  return (
    <ActButton
      label="Pausar tudo até amanhã 8h"
      done="Pausado até amanhã às 8h. O que você escreve à mão continua saindo."
      pause
      onChange={onChange}
      act={() => trpc.messaging.sending.pause.mutate({ empresa })}
    />
  )
}

function ActButton({
  label,
  done,
  pause = false,
  act,
  onChange,
}: {
  label: string
  done: string
  pause?: boolean
  act: () => Promise<unknown>
  onChange: () => void
}) {
  const [busy, setBusy] = useState(false)
  const Icon = pause ? CirclePause : CirclePlay
  const press = async () => {
    setBusy(true)
    try {
      await act()
      toastDone(done)
      onChange()
    } catch (error) {
      toastFailed(new Error(messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      size="sm"
      look={pause ? 'ghost' : 'secondary'}
      busy={busy}
      icon={<Icon size={15} aria-hidden />}
      onClick={() => void press()}
    >
      {label}
    </Button>
  )
}
