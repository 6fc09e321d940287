'use client'
import { CirclePause, Link2, LogOut, Plug, Play, RefreshCw, ScanLine, Trash2, Unplug } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState, type FormEvent } from 'react'
import { Button } from '~/ui/button'
import { Confirm } from '~/ui/confirm'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { CopyText } from '~/ui/phone'
import { SubmitButton } from '~/ui/submit-button'
import { trpc } from '~/wiring/client'
import type { ConnectionView } from '../schema'
import { orSay, useAct } from '~/wiring/use-act'

type Props = { empresa: string; connection: ConnectionView }

/** Pauses or resumes all sends of this channel. */
export function PauseButton({ empresa, connection }: Props) {
  const { busy, act } = useAct()
  const paused = connection.pausedAt !== null
  const set = (value: boolean) => () =>
    trpc.messaging.connections.pause.mutate({ empresa, id: connection.id, paused: value })
  return (
    <Button
      busy={busy}
      icon={paused ? <Play size={16} aria-hidden /> : <CirclePause size={16} aria-hidden />}
      onClick={() =>
        void act(
          set(!paused),
          paused ? 'Os envios voltaram.' : 'Envios em pausa. O que espera fica guardado.',
          set(paused),
        )
      }
    >
      {paused ? 'Retomar envios' : 'Pausar envios'}
    </Button>
  )
}

/** Connects, with a QR or with a code typed on the phone. */
export function ConnectForm({ empresa, connection, pairs }: Props & { pairs: boolean }) {
  const { busy, act } = useAct()
  const [phone, setPhone] = useState('')
  const connect = (event: FormEvent) => {
    event.preventDefault()
    const pairing = phone.trim() ? { pairingPhone: phone.trim() } : {}
    void act(() => trpc.messaging.connections.connect.mutate({ empresa, id: connection.id, ...pairing }))
  }
  return (
    <form onSubmit={connect} className="flex flex-col gap-3">
      {pairs ? (
        <Field
          label="Telefone desta conta"
          optional
          hint="Informe para conectar com um código em vez do QR code. Com +55 e DDD."
        >
          {(control) => (
            <Input
              {...control}
              type="tel"
              placeholder="+55 31 98765-4321"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
              className="sm:max-w-60"
            />
          )}
        </Field>
      ) : null}
      <SubmitButton look="primary" busy={busy} icon={<Plug size={16} aria-hidden />} className="self-start">
        {connection.status === 'desconectada' ? 'Conectar' : 'Conectar de novo'}
      </SubmitButton>
    </form>
  )
}

const ASK = {
  disconnect: {
    title: 'Desconectar este número?',
    preview:
      'Os envios param e ficam guardados. A conta continua ligada: para voltar não é preciso ler o QR code.',
    action: 'Desconectar',
    done: 'Desconectado.',
  },
  logout: {
    title: 'Sair desta conta?',
    preview: 'Para voltar será preciso ler um QR code novo. Conversas e histórico ficam.',
    action: 'Sair da conta',
    done: 'A conta foi desligada.',
  },
  remove: {
    title: 'Apagar esta conexão?',
    preview: 'Só uma conexão sem mensagens pode ser apagada. As chaves guardadas somem.',
    action: 'Apagar conexão',
    done: 'Conexão apagada.',
  },
} as const

/** Disconnect, sign out, delete: each says what stays. */
export function ConnectionEndings({ empresa, connection }: Props) {
  const router = useRouter()
  const { act } = useAct()
  const [asked, setAsked] = useState<keyof typeof ASK | null>(null)
  const confirm = async () => {
    if (!asked) return
    const { [asked]: procedure } = trpc.messaging.connections
    await orSay(procedure.mutate({ empresa, id: connection.id }))
    await act(() => Promise.resolve(), ASK[asked].done)
    if (asked === 'remove') router.push(`/${empresa}/whatsapp`)
  }
  const live = connection.status !== 'desconectada'
  return (
    <div className="flex flex-wrap gap-2">
      {live ? (
        <>
          <Button icon={<Unplug size={16} aria-hidden />} onClick={() => setAsked('disconnect')}>
            Desconectar
          </Button>
          <Button look="ghost" icon={<LogOut size={16} aria-hidden />} onClick={() => setAsked('logout')}>
            Sair da conta
          </Button>
        </>
      ) : (
        <Button look="ghost" icon={<Trash2 size={16} aria-hidden />} onClick={() => setAsked('remove')}>
          Apagar conexão
        </Button>
      )}
      {asked ? (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={ASK[asked].title}
          preview={ASK[asked].preview}
          action={ASK[asked].action}
          danger
          onConfirm={confirm}
        />
      ) : null}
    </div>
  )
}

/** How often a page that shows a code asks the service whether it was read: not every service reports that by itself. */
const ASK_MS = 5_000

/** While a code is shown: checks periodically, or at once; the simulator's phone reads it by a button. */
export function CodeWatch({ empresa, connection }: Props) {
  const { busy, act } = useAct()
  const { id, simulated } = connection
  useEffect(() => {
    if (simulated) return
    const ask = () => void trpc.messaging.connections.refresh.mutate({ empresa, id }).catch(() => undefined)
    const timer = setInterval(ask, ASK_MS)
    return () => clearInterval(timer)
  }, [empresa, id, simulated])
  if (simulated)
    return (
      <Button
        busy={busy}
        icon={<ScanLine size={16} aria-hidden />}
        className="self-start"
        onClick={() =>
          void act(() => trpc.messaging.connections.scan.mutate({ empresa, id }), 'Código lido.')
        }
      >
        Ler com o celular simulado
      </Button>
    )
  return (
    <Button
      look="ghost"
      size="sm"
      busy={busy}
      icon={<RefreshCw size={15} aria-hidden />}
      className="self-start"
      onClick={() => void act(() => trpc.messaging.connections.refresh.mutate({ empresa, id }))}
    >
      Conferir agora
    </Button>
  )
}

/** Creates a new webhook address for the service; the old one stops working, and the new one is shown only now. */
export function WebhookAddress({ empresa, connection }: Props) {
  const { busy, act } = useAct()
  const [url, setUrl] = useState<string | null>(null)
  const renew = async () => {
    const answer = await act(() =>
      trpc.messaging.connections.renewWebhook.mutate({ empresa, id: connection.id }),
    )
    if (answer) setUrl(answer.webhookUrl)
  }
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="text-soft">
        Por aqui o serviço avisa o que acontece. Ao conectar, o Retoma informa o endereço sozinho; na API
        oficial da Meta ele é colado em Webhooks. Um endereço novo desliga o anterior: depois de gerar, aperte
        Conectar de novo, ou cole-o na Meta.
      </p>
      {url ? (
        <p className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all">
          <CopyText text={url} value={url} what="endereço dos avisos" />
        </p>
      ) : null}
      <Button
        busy={busy}
        icon={<Link2 size={16} aria-hidden />}
        className="self-start"
        onClick={() => void renew()}
      >
        Gerar um endereço novo
      </Button>
    </div>
  )
}
