'use client'
import { KeyRound, ShieldCheck } from 'lucide-react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'

/** The SSH server's key as it was first seen: a user compares and approves it; from then on no other is accepted. */
export function HostKey({
  empresa,
  hostKey,
  approvedAt,
}: {
  empresa: string
  hostKey: string
  approvedAt: string | null
}) {
  const { busy, act } = useAct()
  const { approveHostKey, forgetHostKey } = trpc.imports.connections
  return (
    <Card
      title="Chave do servidor SSH"
      hint={
        approvedAt
          ? `Aprovada em ${approvedAt}. Se mudar, a importação para.`
          : 'Compare com a que o servidor mostra em ssh-keygen -lf. Até ser aprovada, nada é importado por aqui.'
      }
    >
      <p className="flex items-start gap-2 text-sm">
        {approvedAt ? (
          <ShieldCheck size={17} aria-hidden className="mt-px shrink-0 text-jade-ink" />
        ) : (
          <KeyRound size={17} aria-hidden className="mt-px shrink-0 text-amber-ink" />
        )}
        <code className="min-w-0 text-xs break-all">{hostKey}</code>
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {approvedAt ? null : (
          <Button
            look="primary"
            size="sm"
            busy={busy}
            onClick={() => void act(() => approveHostKey.mutate({ empresa }), 'Chave aprovada.')}
          >
            Aprovar
          </Button>
        )}
        <Button
          size="sm"
          busy={busy}
          onClick={() =>
            void act(
              () => forgetHostKey.mutate({ empresa }),
              'Chave esquecida. O próximo teste guarda a nova.',
            )
          }
        >
          O servidor mudou de chave
        </Button>
      </div>
    </Card>
  )
}
