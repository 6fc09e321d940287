'use client'
import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatMoney } from '~/kernel/money-text'
import { plural } from '~/kernel/plural'
import { labelledBars, shortMoney, ticksTo, type RevenuePoint } from './figures'

type TipProps = { active?: boolean; payload?: readonly { payload?: RevenuePoint }[]; currency: string }

const TICK = { fill: 'var(--faint)', fontSize: 11 }

/** Net revenue per day or month. Zero-based; the highest and the last bar carry their value. */
export function RevenueBars({ points, currency }: { points: readonly RevenuePoint[]; currency: string }) {
  const highest = Math.max(0, ...points.map((point) => point.net))
  const last = points.length - 1
  const labelled = labelledBars(points)
  const lowest = Math.min(0, ...points.map((point) => point.net))
  const ticks = ticksTo(highest)
  // A bar's place in the series, not the number that recharts counts: that one leaves out bars of zero.
  const bars = points.map((point, place) => ({ ...point, place }))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={bars} margin={{ top: 20, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={false} minTickGap={18} tickMargin={6} />
        <YAxis
          width={68}
          ticks={ticks}
          domain={[lowest, ticks.at(-1) ?? 0]}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          tickFormatter={(value: number) => axisMoney(value, currency)}
        />
        <Tooltip
          cursor={{ fill: 'var(--sunken)' }}
          content={<Tip currency={currency} />}
          isAnimationActive={false}
        />
        <Bar
          dataKey="net"
          fill="var(--chart-1)"
          radius={[3, 3, 0, 0]}
          maxBarSize={36}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="place"
            position="top"
            content={({ x, y, width, value }) => {
              const bar = labelled.has(Number(value)) ? points[Number(value)] : undefined
              return bar ? (
                <text
                  x={Number(x) + Number(width) / 2}
                  y={Number(y) - 6}
                  textAnchor={anchor(Number(value), last)}
                  fill="var(--ink)"
                  fontSize={11}
                  fontWeight={600}
                >
                  {shortMoney(bar.net, currency)}
                </text>
              ) : null
            }}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  )
}

function Tip({ active, payload, currency }: TipProps) {
  const point = payload?.[0]?.payload
  if (!active || !point) return null
  return (
    <div className="rounded-md border border-line bg-surface px-3 py-2 text-xs shadow-floating">
      <p className="font-medium text-ink">{point.full}</p>
      <p className="mt-0.5 text-sm font-semibold tabular-nums">{formatMoney(point.net, currency)}</p>
      <p className="text-faint tabular-nums">
        {plural(point.orders, 'pedido', 'pedidos')}
        {point.refunds > 0 ? ` · ${formatMoney(point.refunds, currency)} devolvidos` : ''}
      </p>
    </div>
  )
}

/** A label near an edge grows inwards, so that nothing of it is cut. */
function anchor(index: number, last: number): 'start' | 'middle' | 'end' {
  if (last < 6) return 'middle'
  if (index > last * 0.88) return 'end'
  return index < last * 0.12 ? 'start' : 'middle'
}

/** On one line: the axis breaks a label at a plain space. */
function axisMoney(centavos: number, currency: string): string {
  return shortMoney(centavos, currency).replaceAll(' ', '\u00a0')
}
