'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useWorkerStopped } from '~/domains/channels/ui/worker-stopped'
import { durationText } from '~/ui/moment'
import { Progress } from '~/ui/progress'
import { trpc } from '~/wiring/client'
import { watchLive } from '~/wiring/use-live'
import type { RunView } from '../schema'
import { isUnderWay } from './run-status'

/** The run as it moves: the server's answer first, then every change as it happens. */
export function useLiveRun(empresa: string, initial: RunView): RunView {
  const router = useRouter()
  const [run, setRun] = useState(initial)
  const underWay = isUnderWay(run)
  useEffect(() => {
    if (!underWay) return
    const ask = () => {
      void trpc.imports.get.query({ empresa, id: initial.id }).then(setRun, () => undefined)
    }
    return watchLive(empresa, (topic, data) => {
      if (topic === 'reconnected') ask()
      if (topic !== 'import') return
      void import('superjson').then(({ default: superjson }) => {
        const update = superjson.parse<RunView | null>(data)
        // Null or another run: ours ended while no page was listening.
        if (update?.id === initial.id) setRun(update)
        else ask()
      })
    })
  }, [empresa, initial.id, underWay])
  const wasUnderWay = useRef(underWay)
  useEffect(() => {
    if (wasUnderWay.current && !underWay) router.refresh()
    wasUnderWay.current = underWay
  }, [underWay, router])
  return run
}

/** How far a run is, how fast it reads and how long it still takes (imp-7). */
export function RunProgress({ run }: { run: RunView }) {
  const read = run.parts.reduce((sum, part) => sum + part.read, 0)
  const expected = run.parts.every((part) => part.expected !== null)
    ? run.parts.reduce((sum, part) => sum + Math.max(part.expected ?? 0, part.read), 0)
    : null
  const speed =
    run.rowsPerSecond === null ? null : `${Math.round(run.rowsPerSecond).toLocaleString('pt-BR')} linhas/s`
  const left = run.secondsLeft === null ? null : `falta ${durationText(run.secondsLeft)}`
  return (
    <Progress
      label="Linhas lidas"
      done={read}
      total={expected}
      detail={[speed, left].filter(Boolean).join(' · ')}
      tone={run.status === 'paused' ? 'amber' : 'jade'}
    />
  )
}

/** The progress of a run alone, live, with what delays it. */
export function LiveProgress({ empresa, initial }: { empresa: string; initial: RunView }) {
  const run = useLiveRun(empresa, initial)
  const workerStopped = useWorkerStopped()
  if (workerStopped)
    return (
      <p role="status" className="text-sm text-amber-ink">
        Esperando o trabalhador, que está parado. Nada se perde: ela continua sozinha de onde está.
      </p>
    )
  if (run.status === 'queued') return <p className="text-sm text-soft">Na fila: começa em instantes.</p>
  return (
    <>
      <RunProgress run={run} />
      <p role="status" className="mt-1.5 text-xs text-soft">
        {run.error?.message ?? run.stage}
      </p>
    </>
  )
}
