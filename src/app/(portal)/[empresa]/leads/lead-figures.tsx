import type { LeadStats } from '~/domains/leads/schema'
import { Figure, FigureStrip } from '~/ui/card'
import { listHref } from '~/ui/list/query'
import type { SearchParams } from '~/ui/list/types'
import { AtLeast, Count, percent } from '~/ui/money'

/** The figures above the list; each leads to the leads that it counts, of the same search and filters. */
export function LeadFigures({
  stats,
  path,
  params,
}: {
  stats: LeadStats
  path: string
  params: SearchParams
}) {
  const to = (changes: Record<string, string>) =>
    listHref(path, params, { contacted: null, client: null, ...changes })
  const share = (count: number) => (stats.total > 0 ? `${percent(count / stats.total)} deles` : undefined)
  const count = (value: number) => (
    <AtLeast more={stats.more}>
      <Count value={value} />
    </AtLeast>
  )
  return (
    <FigureStrip>
      <Figure label="Leads" value={count(stats.total)} href={to({})} />
      <Figure
        label="A contatar"
        value={count(stats.toContact)}
        href={to({ contacted: 'nao', client: 'nao' })}
        note="ainda não são clientes"
      />
      <Figure
        label="Contatados"
        value={count(stats.contacted)}
        href={to({ contacted: 'sim' })}
        note={share(stats.contacted)}
      />
      <Figure
        label="Já são clientes"
        value={count(stats.clients)}
        href={to({ client: 'sim' })}
        note={share(stats.clients)}
      />
    </FigureStrip>
  )
}
