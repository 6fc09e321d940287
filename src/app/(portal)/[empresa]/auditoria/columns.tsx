import { AUDIT_LIST_COLUMNS } from '~/domains/empresas/columns'
import type { AuditRow } from '~/domains/empresas/schema'
import { actionName } from '~/domains/empresas/texts'
import { withLooks } from '~/ui/list/looks'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { changesText, type ChangesContext } from './changes-text'

/** Columns of the audit list. */
export function auditColumns(
  { now, timezone }: { now: Date; timezone: string },
  nameOf: ChangesContext['nameOf'],
): Column<AuditRow>[] {
  const said = (before: unknown, after: unknown) => changesText(before, after, { timezone, nameOf })
  return withLooks(AUDIT_LIST_COLUMNS, {
    acao: {
      card: 'title',
      width: '16rem',
      cell: (row) => <span className="font-medium text-ink">{actionName(row.action)}</span>,
    },
    quem: { width: '12rem', cell: (row) => row.actor },
    mudanca: {
      cell: (row) => {
        const text = [said(row.before, row.after), said(null, row.extras)].filter(Boolean).join(' · ')
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
    item: { card: 'none', cell: (row) => row.entityId },
    ip: { width: '9rem', cardLabel: true, cell: (row) => row.ip },
    caminho: { card: 'none', cell: (row) => row.path },
    quando: {
      width: '9rem',
      card: 'aside',
      cell: (row) => <Moment at={row.at} now={now} timezone={timezone} />,
    },
  })
}
