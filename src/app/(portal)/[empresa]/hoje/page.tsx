import { Download, Store } from 'lucide-react'
import type { Metadata } from 'next'
import { COUNTED } from '~/domains/orders/schema'
import type { Dashboard } from '~/domains/reports/schema'
import { ChannelCard } from '~/domains/reports/ui/channel-card'
import { FunnelCard } from '~/domains/reports/ui/funnel-card'
import { RevenueCard } from '~/domains/reports/ui/revenue-card'
import { UfCard } from '~/domains/reports/ui/uf-card'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import type { SearchParams } from '~/ui/list/types'
import { PageHeader } from '~/ui/page-header'
import { Empty } from '~/ui/states'
import { Segments } from '~/ui/tabs'
import { portal } from '~/wiring/caller'
import { AttentionCard } from './attention'
import { BroughtCard } from './brought-card'
import { Caused } from './caused'
import { DayFigures } from './day-figures'
import { funnelSteps, kindShares } from './funnel'
import { FirstStepsCard, readFirstSteps } from './first-steps'
import { hrefsOf, periodLinks, readPeriod } from './period'
import { revenuePoints } from './points'
import { SoFarCard } from './so-far'

export const metadata: Metadata = { title: 'Hoje' }

type Props = { params: Promise<{ empresa: string }>; searchParams: Promise<SearchParams> }

/**
 * The start page: what needs attention now, the period's figures, the charts. It comes in one piece: a card's height is
 * known only after reading its rows, and one that came later would push down the rest.
 */
export default async function TodayPage({ params, searchParams }: Props) {
  const { empresa: slug } = await params
  const period = readPeriod(await searchParams)
  const start = await readFirstSteps(slug)
  // A new shop begins with its steps, not with a wall of zeros.
  if (start && !start.imported)
    return (
      <>
        <PageHeader title="Hoje" />
        <div className="max-w-3xl">
          <FirstStepsCard {...start} />
        </div>
      </>
    )
  const report = await (await portal()).reports.dashboard({ empresa: slug, ...period })
  const hrefOf = hrefsOf(slug, period)
  const path = `/${slug}/hoje`
  return (
    <>
      <PageHeader title="Hoje" description={rangeText(report)} />
      <div className="flex flex-col gap-4">
        {start ? <FirstStepsCard {...start} /> : null}
        <div className="grid gap-4 lg:grid-cols-[1fr_22rem]">
          <AttentionCard slug={slug} />
          <SoFarCard slug={slug} />
        </div>
        <Segments label="Período" items={periodLinks(path, period, report.settledDays)} />
        {isEmpty(report) && period.period === 'tudo' ? (
          <Nothing slug={slug} />
        ) : (
          <>
            <BroughtCard
              kinds={report.figures.recovery.kinds}
              currency={report.currency}
              hrefOf={hrefOf}
              caused={<Caused slug={slug} />}
            />
            <DayFigures report={report} hrefOf={hrefOf} />
            <RevenueCard
              points={revenuePoints(report)}
              currency={report.currency}
              unit={report.granularity === 'day' ? 'dia' : 'mês'}
            />
            <div className="grid gap-4 lg:grid-cols-2">
              <FunnelCard
                steps={funnelSteps(report.figures, hrefOf)}
                kinds={kindShares(report.figures, hrefOf)}
                currency={report.currency}
              />
              <UfCard
                figures={report.byUf.map(({ uf, count, grossCentavos }) => ({
                  uf,
                  orders: count,
                  centavos: grossCentavos,
                }))}
                currency={report.currency}
                hrefOf={(uf) => hrefOf('pedidos', { uf, status: COUNTED })}
              />
            </div>
            <ChannelCard
              channels={report.figures.recovery.channels}
              currency={report.currency}
              hrefOf={hrefOf}
            />
          </>
        )}
      </div>
    </>
  )
}

function isEmpty({ figures }: Dashboard): boolean {
  const carts = Object.values(figures.carts).every((tally) => tally.count === 0)
  return carts && figures.orders.count === 0 && figures.leads.count === 0
}

/** `De 22/10/2026 a 20/11/2026`, or the one day. */
function rangeText({ from, to }: Dashboard): string {
  const text = (day: string) => day.split('-').reverse().join('/')
  return from === to ? text(from) : `De ${text(from)} a ${text(to)}`
}

function Nothing({ slug }: { slug: string }) {
  return (
    <Card>
      <Empty
        icon={Store}
        title="Aqui vão aparecer as vendas e os carrinhos da sua loja"
        action={
          <ButtonLink
            href={`/${slug}/importacoes/nova`}
            look="primary"
            icon={<Download size={16} aria-hidden />}
          >
            Importar da loja
          </ButtonLink>
        }
      >
        Depois da primeira importação você vê quem parou no meio da compra, quem voltou e quanto isso rendeu.
      </Empty>
    </Card>
  )
}
