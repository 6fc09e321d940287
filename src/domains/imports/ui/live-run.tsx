'use client'
import { CircleAlert, Info, OctagonX, X, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useWorkerStopped } from '~/domains/channels/ui/worker-stopped'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { durationText } from '~/ui/moment'
import { Notice } from '~/ui/states'
import { toastDone } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'
import type { RunView } from '../schema'
import { RunProgress, useLiveRun } from './run-progress'
import { RunParts } from './run-parts'
import { isUnderWay, RunStatusMark } from './run-status'

/** One import, live: stage, progress, counts of each kind, what is left, cancel; then the summary (imp-7). */
export function LiveRun({
  empresa,
  initial,
  canCancel,
}: {
  empresa: string
  initial: RunView
  canCancel: boolean
}) {
  const run = useLiveRun(empresa, initial)
  const workerStopped = useWorkerStopped()
  const underWay = isUnderWay(run)
  const refused = run.parts.reduce((sum, part) => sum + part.refused, 0)
  const noted = run.parts.reduce((sum, part) => sum + part.noted, 0)
  return (
    <div className="flex flex-col gap-4">
      <Card
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            <RunStatusMark status={run.status} />
            <span role="status" className={underWay ? undefined : 'sr-only'}>
              {run.stage}
            </span>
          </span>
        }
        aside={underWay && canCancel ? <CancelButton empresa={empresa} run={run} /> : null}
      >
        {underWay && workerStopped ? (
          <p role="status" className="text-sm text-amber-ink">
            Esperando o trabalhador, que está parado. Nada se perde: ela continua sozinha de onde está.
          </p>
        ) : underWay && run.status === 'queued' ? (
          <p className="text-sm text-soft">Na fila: começa em instantes.</p>
        ) : underWay ? (
          <>
            <RunProgress run={run} />
            <p className="mt-2 text-xs text-faint">
              Pode sair desta página: a importação continua, e você volta quando quiser.
            </p>
          </>
        ) : (
          <Summary run={run} />
        )}
      </Card>
      {run.error ? (
        <Notice tone={underWay ? 'amber' : 'red'} icon={CircleAlert} alert>
          {run.error.message}
        </Notice>
      ) : null}
      <RunParts parts={run.parts} />
      {refused > 0 ? (
        <Notice
          tone="amber"
          icon={OctagonX}
          action={
            <Link href={`/${empresa}/importacoes/${run.id}/recusados`} className="font-medium underline">
              Ver recusadas
            </Link>
          }
        >
          {refused === 1
            ? '1 linha não pôde ser lida'
            : `${refused.toLocaleString('pt-BR')} linhas não puderam ser lidas`}
          . Cada uma está guardada com o motivo; o resto entrou.
        </Notice>
      ) : null}
      {noted > 0 ? (
        <Notice
          tone="amber"
          icon={TriangleAlert}
          action={
            run.parts.some((part) => part.kind === 'orders' && part.noted > 0) ? (
              <Link href={`/${empresa}/pedidos?noted=sim`} className="font-medium underline">
                Ver pedidos com ressalva
              </Link>
            ) : null
          }
        >
          {noted === 1
            ? '1 linha entrou com ressalva'
            : `${noted.toLocaleString('pt-BR')} linhas entraram com ressalva`}
          : uma parte delas não pôde ser lida, e a página de cada uma diz qual.
        </Notice>
      ) : null}
      {run.notes.map((note) => (
        <Notice key={note} icon={Info}>
          {note}
        </Notice>
      ))}
    </div>
  )
}

function Summary({ run }: { run: RunView }) {
  const seconds =
    run.startedAt && run.finishedAt ? (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000 : null
  return (
    <div className="text-sm">
      <ul className="flex flex-col gap-0.5">
        {run.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {seconds === null ? null : <p className="mt-1.5 text-xs text-faint">Levou {durationText(seconds)}.</p>}
    </div>
  )
}

function CancelButton({ empresa, run }: { empresa: string; run: RunView }) {
  const [open, setOpen] = useState(false)
  const cancel = async () => {
    try {
      await trpc.imports.cancel.mutate({ empresa, id: run.id })
      toastDone('Cancelamento pedido: para no fim da página que está lendo.')
    } catch (error) {
      throw new Error(messageOf(error), { cause: error })
    }
  }
  return (
    <>
      <Button size="sm" icon={<X size={15} aria-hidden />} onClick={() => setOpen(true)}>
        Cancelar
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title="Cancelar esta importação?"
        preview="O que já foi lido fica guardado. Importar de novo depois não duplica nada."
        action="Cancelar importação"
        danger
        onConfirm={cancel}
      />
    </>
  )
}
