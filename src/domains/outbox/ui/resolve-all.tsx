'use client'
import { CheckCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { toastDone } from '~/ui/toast'
import { trpc } from '~/wiring/client'
import { orSay, useAct } from '~/wiring/use-act'

const WAYS = {
  foi_enviada: {
    icon: CheckCheck,
    label: 'Todas foram enviadas',
    preview: 'Você viu no celular que elas chegaram. Nada é enviado.',
  },
  descartar: {
    icon: Trash2,
    label: 'Descartar todas',
    preview: 'Elas ficam no registro como não enviadas, e nada mais acontece.',
  },
} as const

/** One decision about every uncertain message: of one channel, or of all. */
export function ResolveAll({
  empresa,
  connectionId,
  count,
}: {
  empresa: string
  connectionId?: string | undefined
  count: string
}) {
  const { act } = useAct()
  const [asked, setAsked] = useState<keyof typeof WAYS | null>(null)
  const resolve = async () => {
    if (!asked) return
    const of = connectionId ? { connectionId } : {}
    const done = await orSay(trpc.messaging.messages.resolveAll.mutate({ empresa, how: asked, ...of }))
    toastDone(`${done.count.toLocaleString('pt-BR')} resolvidas.`)
    await act(() => Promise.resolve())
  }
  return (
    <div className="flex flex-wrap gap-2">
      {(Object.keys(WAYS) as (keyof typeof WAYS)[]).map((how) => {
        const { icon: Icon, label } = WAYS[how]
        return (
          <Button key={how} icon={<Icon size={16} aria-hidden />} onClick={() => setAsked(how)}>
            {label}
          </Button>
        )
      })}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={`${WAYS[asked].label}?`}
          preview={`${count}${connectionId ? ' deste número' : ', de todos os números'}. ${WAYS[asked].preview}`}
          action={WAYS[asked].label}
          danger={asked === 'descartar'}
          onConfirm={resolve}
        />
      ) : null}
    </div>
  )
}
