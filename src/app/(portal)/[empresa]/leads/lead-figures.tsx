import type { LeadStats } from '~/domains/leads/schema'
import { Figure } from '~/ui/card'
import { listHref } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { Count, percent } from '~/ui/money'

/** The figures above the list; each leads to the leads that it counts, in the same period. */
export function LeadFigures({
  stats,
  path,
  params,
}: {
  stats: LeadStats
  path: string
  params: SearchParams
}) {
  const period = { periodo: params.periodo, de: params.de, ate: params.ate }
  const to = (changes: Record<string, string>) => listHref(path, period, changes)
  const share = (count: number) =>
    stats.total > 0 ? `${percent(count / stats.total)} do período` : undefined
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure label="Leads" value={<Count value={stats.total} />} href={to({})} />
      <Figure
        label="A contatar"
        value={<Count value={stats.toContact} />}
        href={to({ contacted: 'nao', client: 'nao' })}
        note="ainda não são clientes"
      />
      <Figure
        label="Contatados"
        value={<Count value={stats.contacted} />}
        href={to({ contacted: 'sim' })}
        note={share(stats.contacted)}
      />
      <Figure
        label="Já são clientes"
        value={<Count value={stats.clients} />}
        href={to({ client: 'sim' })}
        note={share(stats.clients)}
      />
    </div>
  )
}
