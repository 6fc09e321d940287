'use client'
import { Store } from 'lucide-react'
import { Button } from '~/ui/button'
import { Notice } from '~/ui/states'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'
import type { IdentityAnswer } from '../schema'

/** A connection leads to another shop: an administrator says what it is, and until then nothing is read. */
export function ShopQuestion({ empresa, text, isFile }: { empresa: string; text: string; isFile: boolean }) {
  const { busy, act } = useAct()
  const answer = (value: IdentityAnswer, done: string) =>
    void act(() => trpc.imports.connections.answerQuestion.mutate({ empresa, answer: value }), done)
  return (
    <Notice tone="amber" icon={Store} alert>
      <p>{text}</p>
      <p className="mt-1">
        Duas lojas não se misturam aqui: os números dos pedidos de uma apagariam os da outra. Para outra loja,
        crie outra empresa.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          size="sm"
          busy={busy}
          onClick={() => answer('mesma', 'Certo: é a mesma loja. Pode importar de novo.')}
        >
          É a mesma loja em outro endereço
        </Button>
        <Button
          size="sm"
          busy={busy}
          onClick={() =>
            answer(
              'voltar',
              isFile ? 'O arquivo da outra loja foi apagado.' : 'A conexão voltou a ser a da loja de antes.',
            )
          }
        >
          Voltar à loja de antes
        </Button>
      </div>
    </Notice>
  )
}
