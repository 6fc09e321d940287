'use client'
import { CirclePause, CircleX, Play, SendHorizontal, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { orSay, useAct } from '~/wiring/use-act'
import { Button } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { trpc } from '~/wiring/client'
import type { CampaignDetail } from '../schema'

const contactsText = (count: number) =>
  `${count.toLocaleString('pt-BR')} ${count === 1 ? 'pessoa' : 'pessoas'}`

/** Start, pause, resume, cancel: the mass actions ask with counts, the pause can be undone. */
export function CampaignActions({ empresa, campaign }: { empresa: string; campaign: CampaignDetail }) {
  const router = useRouter()
  const { busy, act } = useAct()
  const [asked, setAsked] = useState<'start' | 'cancel' | 'remove' | null>(null)
  const { id, status, progress } = campaign
  const { budget } = campaign
  const reached = budget?.reached ?? campaign.recipients - campaign.refused
  const left = campaign.recipients - reached
  const input = { empresa, id }
  const pause = () => trpc.campaigns.pause.mutate(input)
  const resume = () => trpc.campaigns.resume.mutate(input)
  const texts = {
    start: {
      title: `Enviar para ${contactsText(reached)}?`,
      preview: `${contactsText(left)} ${left === 1 ? 'fica' : 'ficam'} de fora. ${campaign.simulated ? 'É um ensaio pelo simulador: nenhum telefone recebe.' : 'As mensagens saem no ritmo do número; dá para pausar a qualquer hora.'}`,
      action: `Enviar para ${contactsText(reached)}`,
    },
    cancel: {
      title: 'Cancelar a campanha?',
      preview: `O que já saiu não volta. ${progress.waiting.toLocaleString('pt-BR')} que ainda esperam não serão enviadas.`,
      action: 'Cancelar campanha',
    },
    remove: {
      title: 'Apagar este rascunho?',
      preview: 'Nada foi enviado. A lista conferida some com ele.',
      action: 'Apagar rascunho',
    },
  }
  const confirm = async () => {
    if (asked === 'start') await orSay(trpc.campaigns.start.mutate(input))
    if (asked === 'cancel') await orSay(trpc.campaigns.cancel.mutate(input))
    if (asked === 'remove') {
      await orSay(trpc.campaigns.remove.mutate(input))
      router.push(`/${empresa}/campanhas`)
    }
    router.refresh()
  }
  return (
    <>
      {status === 'rascunho' ? (
        <Button
          look="primary"
          disabled={reached === 0 || (budget?.refusal ?? null) !== null}
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
      {status === 'rascunho' ? (
        <Button look="ghost" icon={<Trash2 size={16} aria-hidden />} onClick={() => setAsked('remove')}>
          Apagar rascunho
        </Button>
      ) : null}
      {status === 'enviando' || status === 'pausada' ? (
        <Button look="ghost" icon={<CircleX size={16} aria-hidden />} onClick={() => setAsked('cancel')}>
          Cancelar
        </Button>
      ) : null}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          {...texts[asked]}
          danger={asked !== 'start'}
          onConfirm={confirm}
        />
      ) : null}
    </>
  )
}
