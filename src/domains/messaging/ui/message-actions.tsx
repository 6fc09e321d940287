'use client'
import { CheckCheck, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import type { ResolveInput } from '../schema'
import { orSay, useAct } from './use-act'

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

/** Clears that a service called this number unreachable: wrong lists and old numbers that came back happen. */
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

/** What a person may decide of a message of which nobody knows whether it arrived (t-40). */
export function ResolveMessage({
  empresa,
  id,
  who,
  wide = false,
}: {
  empresa: string
  id: string
  who: string
  wide?: boolean
}) {
  const { act } = useAct()
  const [asked, setAsked] = useState<ResolveInput['how'] | null>(null)
  const resolve = async () => {
    if (!asked) return
    await orSay(trpc.messaging.messages.resolve.mutate({ empresa, id, how: asked }))
    toastDone(WAYS[asked].done)
    await act(() => Promise.resolve())
  }
  return (
    <>
      {(Object.keys(WAYS) as ResolveInput['how'][]).map((how) => {
        const { icon: Icon, label } = WAYS[how]
        return wide ? (
          <Button key={how} icon={<Icon size={16} aria-hidden />} onClick={() => setAsked(how)}>
            {label}
          </Button>
        ) : (
          <IconButton key={how} label={`${label}: ${who}`} onClick={() => setAsked(how)}>
            <Icon size={17} aria-hidden />
          </IconButton>
        )
      })}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={WAYS[asked].title}
          preview={WAYS[asked].preview}
          action={WAYS[asked].label}
          danger={asked === 'reenviar'}
          onConfirm={resolve}
        />
      ) : null}
    </>
  )
}
