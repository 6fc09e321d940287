import { KIND_NAMES } from '~/domains/imports/rules'
import type { RunView } from '~/domains/imports/schema'
import { CONNECTION_NAMES, runPeriodText, RunStatusMark } from '~/domains/imports/ui/run-status'
import type { Column } from '~/ui/list/types'
import { durationText } from '~/ui/moment'
import { Moment } from '~/ui/moment-view'

const total = (run: RunView, field: 'read' | 'created' | 'changed' | 'refused') =>
  run.parts.reduce((sum, part) => sum + part[field], 0).toLocaleString('pt-BR')

/** Columns of the list of imports. */
export function runColumns({ now, timezone }: { now: Date; timezone: string }): Column<RunView>[] {
  return [
    {
      id: 'quando',
      header: 'Quando',
      card: 'title',
      cell: (row) => <Moment at={row.createdAt} now={now} timezone={timezone} />,
    },
    { id: 'status', header: 'Situação', card: 'aside', cell: (row) => <RunStatusMark status={row.status} /> },
    {
      id: 'tipos',
      header: 'Tipos',
      cell: (row) => row.kinds.map((kind) => KIND_NAMES[kind].title).join(', '),
    },
    { id: 'periodo', header: 'Período', cell: runPeriodText },
    { id: 'lidos', header: 'Lidos', align: 'end', cardLabel: true, cell: (row) => total(row, 'read') },
    { id: 'novos', header: 'Novos', align: 'end', cardLabel: true, cell: (row) => total(row, 'created') },
    {
      id: 'alterados',
      header: 'Alterados',
      align: 'end',
      cardLabel: true,
      cell: (row) => total(row, 'changed'),
    },
    {
      id: 'recusados',
      header: 'Recusados',
      align: 'end',
      cardLabel: true,
      cell: (row) => total(row, 'refused'),
    },
    { id: 'duracao', header: 'Levou', align: 'end', card: 'none', cell: tookText },
    { id: 'origem', header: 'De onde', card: 'none', cell: (row) => CONNECTION_NAMES[row.connection] },
    { id: 'quem', header: 'Quem', card: 'none', cell: (row) => row.startedBy },
  ]
}

function tookText({ startedAt, finishedAt }: RunView): string {
  return startedAt && finishedAt ? durationText((finishedAt.getTime() - startedAt.getTime()) / 1000) : '—'
}
