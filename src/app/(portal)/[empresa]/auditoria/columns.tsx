import type { AuditRow } from '~/domains/empresas/schema'
import { actionName } from '~/domains/empresas/texts'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { changesText } from './changes-text'

/** Columns of the audit list. */
export function auditColumns({ now, timezone }: { now: Date; timezone: string }): Column<AuditRow>[] {
  return [
    {
      id: 'acao',
      header: 'O quê',
      card: 'title',
      width: '16rem',
      cell: (row) => <span className="font-medium text-ink">{actionName(row.action)}</span>,
    },
    { id: 'quem', header: 'Quem', width: '12rem', cell: (row) => row.actor },
    {
      id: 'mudanca',
      header: 'O que mudou',
      cell: (row) => {
        const text = [changesText(row.before, row.after), changesText(null, row.extras)]
          .filter(Boolean)
          .join(' · ')
        return text ? (
          <span
            title={text}
            className="block max-w-[34rem] truncate max-md:max-w-full max-md:whitespace-normal"
          >
            {text}
          </span>
        ) : null
      },
    },
    { id: 'item', header: 'Código', hidden: true, card: 'none', cell: (row) => row.entityId },
    { id: 'ip', header: 'IP', width: '9rem', cardLabel: true, cell: (row) => row.ip },
    { id: 'caminho', header: 'Caminho', hidden: true, card: 'none', cell: (row) => row.path },
    {
      id: 'quando',
      header: 'Quando',
      width: '9rem',
      card: 'aside',
      cell: (row) => <Moment at={row.at} now={now} timezone={timezone} />,
    },
  ]
}
