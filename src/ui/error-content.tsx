'use client'
import { RotateCcw } from 'lucide-react'
import { Button } from './button'
import { DatabaseAway } from './database-away'
import { Failure } from './states'

/** What every error boundary shows: what happened, what was kept, what to do. `code` helps the support. */
export function ErrorContent({ code, retry }: { code: string | undefined; retry: () => void }) {
  if (code === 'BANCO-FORA')
    return (
      <div className="mx-auto w-full max-w-md px-6">
        <h1 className="sr-only">Banco de dados fora do ar</h1>
        <DatabaseAway />
      </div>
    )
  return (
    <Failure
      page
      title="Esta página não abriu"
      action={
        <Button look="primary" icon={<RotateCcw size={16} aria-hidden />} onClick={retry}>
          Tentar de novo
        </Button>
      }
    >
      <p>Nada do que estava salvo se perdeu. Tente de novo; se continuar, fale com o suporte.</p>
      {code ? <p className="mt-2 text-xs text-faint">Código para o suporte: {code}</p> : null}
    </Failure>
  )
}
