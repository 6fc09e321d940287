import { CircleCheck, LoaderCircle } from 'lucide-react'
import type { ConnectionView } from '~/domains/channels/schema'
import { CodeWatch, ConnectForm } from '~/domains/channels/ui/connection-actions'
import { SlowStart } from '~/domains/channels/ui/slow-start'
import { QrCode } from '~/domains/channels/ui/qr-code'
import { phoneText } from '~/ui/phone-text'
import { Notice } from '~/ui/states'

/** What this channel still needs to be connected, live. */
export function Pairing({ empresa, connection }: { empresa: string; connection: ConnectionView }) {
  const { status, qr, pairingCode, phone, statusReason, provider } = connection
  const pairs = provider !== 'cloud'
  if (status === 'conectada')
    return (
      <Notice tone="jade" icon={CircleCheck}>
        Conectada{phone ? ` como ${phoneText(phone)}` : ''}. Se cair, o Retoma tenta voltar sozinho.
      </Notice>
    )
  if (status === 'conectando')
    return (
      <div className="flex flex-col gap-4">
        <p role="status" className="flex items-center gap-2 text-sm text-soft">
          <LoaderCircle size={17} aria-hidden className="animate-spin" />
          Falando com o serviço. O QR code aparece aqui em alguns segundos.
        </p>
        <SlowStart provider={provider} />
        <ConnectForm empresa={empresa} connection={connection} pairs={false} />
      </div>
    )
  if (status === 'qr')
    return (
      <div className="flex flex-col gap-4 sm:flex-row sm:items-start">
        {qr ? <QrCode text={qr} label="QR code para conectar o WhatsApp" /> : null}
        <div className="flex flex-col gap-3 text-sm">
          <ol className="list-decimal space-y-1 pl-5 text-soft">
            <li>Abra o WhatsApp no celular da loja.</li>
            <li>Toque em Aparelhos conectados e em Conectar um aparelho.</li>
            <li>{qr ? 'Aponte a câmera para o código.' : 'Escolha conectar com número de telefone.'}</li>
          </ol>
          {pairingCode ? (
            <p>
              Código: <strong className="font-mono text-lg tracking-widest">{pairingCode}</strong>
            </p>
          ) : null}
          <p role="status" className="text-xs text-faint">
            {qr ? 'O código troca sozinho de tempo em tempo.' : 'O código vale por poucos minutos.'} Assim que
            o celular conectar, esta página avisa.
          </p>
          <CodeWatch empresa={empresa} connection={connection} />
          <ConnectForm empresa={empresa} connection={connection} pairs={pairs} />
        </div>
      </div>
    )
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-soft">{statusReason ?? 'Ainda não está conectada.'}</p>
      <ConnectForm empresa={empresa} connection={connection} pairs={pairs} />
    </div>
  )
}
