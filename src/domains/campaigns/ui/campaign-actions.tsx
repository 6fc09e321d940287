'use client'
import { CirclePause, CircleX, Play, SendHorizontal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { orSay, useAct } from '~/domains/messaging/ui/use-act'
import { Button } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { trpc } from '~/wiring/client'
import type { CampaignDetail } from '../schema'

const people = (count: number) => `${count.toLocaleString('pt-BR')} ${count === 1 ? 'pessoa' : 'pessoas'}`

/** Start, pause, go on, cancel: the mass actions ask with counts, the pause can be undone. */
export function CampaignActions({ empresa, campaign }: { empresa: string; campaign: CampaignDetail }) {
  const router = useRouter()
  const { busy, act } = useAct()
  const [asked, setAsked] = useState<'start' | 'cancel' | null>(null)
  const { id, status, progress } = campaign
  const valid = campaign.recipients - campaign.refused
  const input = { empresa, id }
  const pause = () => trpc.campaigns.pause.mutate(input)
  const resume = () => trpc.campaigns.resume.mutate(input)
  const confirm = async () => {
    if (asked === 'start') await orSay(trpc.campaigns.start.mutate(input))
    if (asked === 'cancel') await orSay(trpc.campaigns.cancel.mutate(input))
    router.refresh()
  }
  return (
    <>
      {status === 'rascunho' ? (
        <Button
          look="primary"
          disabled={valid === 0 || (campaign.budget?.refusal ?? null) !== null}
          icon={<SendHorizontal size={16} aria-hidden />}
          onClick={() => setAsked('start')}
        >
          Começar o envio
        </Button>
      ) : null}
      {status === 'enviando' ? (
        <Button
          busy={busy}
          icon={<CirclePause size={16} aria-hidden />}
          onClick={() => void act(pause, 'Campanha em pausa.', resume)}
        >
          Pausar
        </Button>
      ) : null}
      {status === 'pausada' ? (
        <Button
          look="primary"
          busy={busy}
          icon={<Play size={16} aria-hidden />}
          onClick={() => void act(resume, 'A campanha voltou.', pause)}
        >
          Continuar
        </Button>
      ) : null}
      {status === 'enviando' || status === 'pausada' || status === 'rascunho' ? (
        <Button look="ghost" icon={<CircleX size={16} aria-hidden />} onClick={() => setAsked('cancel')}>
          Cancelar
        </Button>
      ) : null}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={asked === 'start' ? `Enviar para ${people(valid)}?` : 'Cancelar a campanha?'}
          preview={
            asked === 'start'
              ? `${people(campaign.refused)} ${campaign.refused === 1 ? 'fica' : 'ficam'} de fora. As mensagens saem no ritmo do número; dá para pausar a qualquer hora.`
              : `O que já saiu não volta. ${progress.waiting.toLocaleString('pt-BR')} que ainda esperam não serão enviadas.`
          }
          action={asked === 'start' ? `Enviar para ${people(valid)}` : 'Cancelar campanha'}
          danger={asked === 'cancel'}
          onConfirm={confirm}
        />
      ) : null}
    </>
  )
}
