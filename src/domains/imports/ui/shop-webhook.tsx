'use client'
import { CircleAlert } from 'lucide-react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { CopyText } from '~/ui/phone'
import { Notice } from '~/ui/states'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import type { ShopWebhookView } from '../schema'

/** The shop's own notices of orders: read within a minute or two, instead of at the next import. */
export function ShopWebhook({
  empresa,
  webhook,
  lastAt,
}: {
  empresa: string
  webhook: ShopWebhookView | null
  lastAt: string | null
}) {
  const { busy, act } = useAct()
  const { renewWebhook, removeWebhook } = trpc.imports.connections
  const made = 'Endereço e segredo criados. Cole os dois no WooCommerce.'
  return (
    <Card
      title="Avisos da loja"
      hint="Com eles uma venda chega aqui em um ou dois minutos, e ninguém recebe lembrete do que já comprou."
    >
      {webhook ? (
        <>
          {webhook.problem ? (
            <div className="mb-3">
              <Notice tone="red" icon={CircleAlert}>
                {webhook.problem}
              </Notice>
            </div>
          ) : null}
          <p className="text-sm text-soft">
            No WooCommerce, em Configurações → Avançado → Webhooks, crie três, com os tópicos “Pedido criado”,
            “Pedido atualizado” e “Pedido excluído”, e cole em cada um:
          </p>
          <dl className="mt-3 flex flex-col gap-2 text-sm">
            <Line label="URL de entrega" value={webhook.url} />
            <Line label="Segredo" value={webhook.secret} />
          </dl>
          <p className="mt-3 text-xs text-faint">
            {lastAt ? `Último aviso em ${lastAt}.` : 'Nenhum aviso chegou ainda.'}
          </p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button
              size="sm"
              busy={busy}
              onClick={() => void act(() => renewWebhook.mutate({ empresa }), made)}
            >
              Trocar endereço e segredo
            </Button>
            <Button
              size="sm"
              look="ghost"
              busy={busy}
              onClick={() => void act(() => removeWebhook.mutate({ empresa }), 'Avisos desligados.')}
            >
              Desligar
            </Button>
          </div>
        </>
      ) : (
        <Button size="sm" busy={busy} onClick={() => void act(() => renewWebhook.mutate({ empresa }), made)}>
          Receber avisos
        </Button>
      )}
    </Card>
  )
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="min-w-0">
        <CopyText text={value} value={value} what={label} />
      </dd>
    </div>
  )
}
