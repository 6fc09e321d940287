'use client'
import { RotateCcw } from 'lucide-react'
import { Button } from '~/ui/button'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'

/** Requests the file of a message (`id`) from the provider once more. */
export function FetchAgain({ empresa, id }: { empresa: string; id: string }) {
  const { busy, act } = useAct()
  return (
    <Button
      size="sm"
      busy={busy}
      icon={<RotateCcw size={14} aria-hidden />}
      className="mt-1.5"
      onClick={() =>
        void act(() => trpc.conversations.fetchFile.mutate({ empresa, id }), 'Vamos tentar de novo.')
      }
    >
      Tentar de novo
    </Button>
  )
}
