'use client'
import { Ban, CheckCheck, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import type { MessageState } from '../kinds'
import type { ResolveInput } from '../schema'
import { orSay, useAct } from '~/wiring/use-act'

const WAYS = {
  reenviar: {
    icon: RotateCcw,
    label: 'Enviar de novo',
    title: 'Enviar de novo?',
    preview: 'Se a primeira chegou, a pessoa a recebe duas vezes. Confira a conversa no celular antes.',
    done: 'Voltou para a fila.',
  },
  foi_enviada: {
    icon: CheckCheck,
    label: 'Foi enviada',
    title: 'Marcar como enviada?',
    preview: 'Você viu no celular que ela chegou. Nada é enviado.',
    done: 'Marcada como enviada.',
  },
  descartar: {
    icon: Trash2,
    label: 'Descartar',
    title: 'Descartar esta mensagem?',
    preview: 'Ela fica no registro como não enviada, e nada mais acontece.',
    done: 'Descartada.',
  },
} as const

/** Clears that a service called this contact unreachable: lists may be wrong, and old phones may come back. */
export function TryContactAgain({ empresa, contactId }: { empresa: string; contactId: string }) {
  const { busy, act } = useAct()
  return (
    <Button
      busy={busy}
      icon={<RotateCcw size={16} aria-hidden />}
      onClick={() =>
        void act(
          () => trpc.messaging.contacts.tryAgain.mutate({ empresa, id: contactId }),
          'Este contato volta a receber: o próximo envio confere de novo.',
        )
      }
    >
      Tentar de novo
    </Button>
  )
}

type Way = ResolveInput['how']
const UNCERTAIN: readonly Way[] = ['reenviar', 'foi_enviada', 'descartar']

/** A message that certainly didn't arrive can't arrive twice. */
const AFTER_FAILURE = 'Ela não saiu. Volta para a fila, e é conferida de novo antes de sair.'

type Shown = { empresa: string; id: string; who: string; wide?: boolean }

/** A user's actions on a message in its state: cancel a waiting one, send a failed one again, settle an uncertain one. */
export function MessageActions({ state, ...shown }: Shown & { state: MessageState }) {
  if (state === 'pendente') return <CancelMessage {...shown} />
  if (state === 'falhou') return <ResolveMessage {...shown} ways={['reenviar']} again={AFTER_FAILURE} />
  return state === 'incerta' ? <ResolveMessage {...shown} ways={UNCERTAIN} /> : null
}

function Pressed({
  icon: Icon,
  label,
  who,
  wide,
  onClick,
}: {
  icon: typeof Ban
  label: string
  who: string
  wide: boolean
  onClick: () => void
}) {
  return wide ? (
    <Button icon={<Icon size={16} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  ) : (
    <IconButton label={`${label}: ${who}`} onClick={onClick}>
      <Icon size={17} aria-hidden />
    </IconButton>
  )
}

function CancelMessage({ empresa, id, who, wide = false }: Shown) {
  const { act } = useAct()
  const [asked, setAsked] = useState(false)
  const cancel = async () => {
    await orSay(trpc.messaging.messages.cancel.mutate({ empresa, id }))
    toastDone('Cancelada: ela não sai mais.')
    await act(() => Promise.resolve())
  }
  return (
    <>
      <Pressed icon={Ban} label="Cancelar o envio" who={who} wide={wide} onClick={() => setAsked(true)} />
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(false)}
          title="Cancelar este envio?"
          preview="Ela sai da fila e não é enviada. Fica no registro como não enviada."
          action="Cancelar o envio"
          danger
          onConfirm={cancel}
        />
      ) : null}
    </>
  )
}

/** A user settles a message that may have arrived (t-40). */
function ResolveMessage({
  empresa,
  id,
  who,
  wide = false,
  ways,
  again,
}: Shown & {
  ways: readonly Way[]
  /** What sending again means here. */
  again?: string
}) {
  const { act } = useAct()
  const [asked, setAsked] = useState<Way | null>(null)
  const resolve = async () => {
    if (!asked) return
    await orSay(trpc.messaging.messages.resolve.mutate({ empresa, id, how: asked }))
    toastDone(WAYS[asked].done)
    await act(() => Promise.resolve())
  }
  return (
    <>
      {ways.map((how) => (
        <Pressed
          key={how}
          icon={WAYS[how].icon}
          label={WAYS[how].label}
          who={who}
          wide={wide}
          onClick={() => setAsked(how)}
        />
      ))}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={WAYS[asked].title}
          preview={asked === 'reenviar' && again ? again : WAYS[asked].preview}
          action={WAYS[asked].label}
          danger={asked === 'reenviar' && !again}
          onConfirm={resolve}
        />
      ) : null}
    </>
  )
}
