import { History } from 'lucide-react'
import type { Metadata } from 'next'
import { auditFilter } from '~/domains/empresas/schema'
import { ENTITY_NAMES, KNOWN_ACTIONS, actionName } from '~/domains/empresas/texts'
import { PERIOD_NAMES } from '~/kernel/period-names'
import { List } from '~/ui/list/list'
import { readList } from '~/ui/list/query'
import type { Filter, SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { BadAddressView } from '../bad-address'
import { exportLinks } from '../export-links'
import { NoAccess } from '../no-access'
import { openPage, orProblem, readFilter } from '../open-page'
import { auditColumns } from './columns'

export const metadata: Metadata = { title: 'Auditoria' }
type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/** Who, when, what was done, and about what. */
const filtersOf = (users: readonly { id: string; name: string }[]): readonly Filter[] => [
  {
    kind: 'choice',
    param: 'userId',
    label: 'Quem',
    all: 'Todos',
    options: users.map(({ id, name }) => ({ value: id, label: name })),
  },
  {
    kind: 'period',
    label: 'Quando',
    options: Object.entries(PERIOD_NAMES)
      .filter(([value]) => value !== 'tudo')
      .map(([value, label]) => ({ value, label })),
  },
  {
    kind: 'choice',
    param: 'action',
    label: 'O quê',
    all: 'Tudo',
    options: KNOWN_ACTIONS.map(({ action, name }) => ({ value: action, label: name })),
  },
  {
    kind: 'choice',
    param: 'entity',
    label: 'Sobre',
    all: 'Tudo',
    options: Object.entries(ENTITY_NAMES).map(([value, label]) => ({ value, label })),
  },
]

/** Who did what, when, and from where. No user can change anything here. */
export default async function AuditPage({ params, searchParams }: Props) {
  const [{ empresa }, query] = await Promise.all([params, searchParams])
  const page = await openPage(empresa)
  if (!page.manages) return <NoAccess slug={empresa} />
  const path = `/${empresa}/auditoria`
  const read = readFilter(auditFilter, query)
  if ('problem' in read) return <BadAddressView problem={read.problem} path={path} />
  const [list, users, channels] = await Promise.all([
    orProblem(page.caller.empresas.audit({ empresa, ...read.filter, cursor: readList(query).cursor })),
    page.caller.access.members({ empresa }),
    page.caller.messaging.connections.list({ empresa }),
  ])
  if ('problem' in list) return <BadAddressView problem={list.problem} path={path} />
  const { rows, next, previous } = list.answer
  const names = new Map([...users, ...channels].map(({ id, name }) => [id, name]))
  return (
    <>
      <PageHeader
        brief
        title="Auditoria"
        description="Quem fez o quê, e quando. Este registro não pode ser alterado."
      />
      <List
        id="auditoria"
        label="Registros da auditoria"
        path={path}
        params={query}
        columns={auditColumns(page, (code) => names.get(code))}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => actionName(row.action)}
        next={next}
        previous={previous}
        sort={{ key: 'quando', direction: 'desc' }}
        filters={filtersOf(users)}
        exports={exportLinks(empresa, 'auditoria', true, ['xlsx', 'csv', 'txt'])}
        empty={
          <Empty icon={History} title="O que as pessoas fizerem aparece aqui">
            Entradas, importações, contatos e mudanças de configuração, com nome e hora.
          </Empty>
        }
      />
    </>
  )
}
