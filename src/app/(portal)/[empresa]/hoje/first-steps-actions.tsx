'use client'
import { Download } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { StartStep } from '~/domains/empresas/schema'
import type { RunView } from '~/domains/imports/schema'
import { Button } from '~/ui/button'
import { Skeleton } from '~/ui/skeleton'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'

const Progress = lazy(() =>
  import('~/domains/imports/ui/run-progress').then((module) => ({ default: module.LiveProgress })),
)

/** The first import, as it moves; the page is fresh when it has ended. */
export function StepProgress(props: { empresa: string; initial: RunView }) {
  return (
    <div className="w-full max-w-xl">
      <Suspense fallback={<Skeleton className="h-9 w-full" />}>
        <Progress {...props} />
      </Suspense>
    </div>
  )
}

/** Starts the import of everything, here. */
export function FirstImport({ empresa }: { empresa: string }) {
  const { busy, act } = useAct()
  return (
    <Button
      look="primary"
      size="sm"
      busy={busy}
      icon={<Download size={15} aria-hidden />}
      onClick={() => void act(() => trpc.imports.start.mutate({ empresa, period: 'tudo' }))}
    >
      Importar tudo agora
    </Button>
  )
}

/** Leaves a step out for now; the others go on. */
export function SkipStep({
  empresa,
  step,
  skipped,
}: {
  empresa: string
  step: StartStep
  skipped: readonly StartStep[]
}) {
  const { busy, act } = useAct()
  const set = (steps: readonly StartStep[]) => () =>
    trpc.empresas.updateSettings.mutate({ empresa, start: { state: 'open', skipped: [...steps] } })
  const skip = () => act(set([...skipped, step]), 'Passo deixado de lado.', set(skipped))
  return (
    <Button look="ghost" size="sm" busy={busy} onClick={() => void skip()}>
      {step === 'numero' ? 'Ficar com o simulador' : 'Ignorar por enquanto'}
    </Button>
  )
}

/** Closes the steps for good. */
export function CloseSteps({ empresa }: { empresa: string }) {
  const { busy, act } = useAct()
  const set = (state: 'open' | 'closed') => () =>
    trpc.empresas.updateSettings.mutate({ empresa, start: { state } })
  return (
    <Button size="sm" busy={busy} onClick={() => void act(set('closed'), 'Pronto.', set('open'))}>
      Fechar
    </Button>
  )
}
