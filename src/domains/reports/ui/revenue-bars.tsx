'use client'
import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatMoney } from '~/kernel/money-text'
import { plural } from '~/kernel/plural'
import { shortMoney, ticksTo, type RevenuePoint } from './figures'

const TICK = { fill: 'var(--faint)', fontSize: 11 }

/** Net revenue per day or month. Zero-based; the highest and the last bar carry their value. */
export function RevenueBars({ points }: { points: readonly RevenuePoint[] }) {
  const highest = Math.max(0, ...points.map((point) => point.net))
  const top = points.findIndex((point) => point.net === highest)
  const last = points.length - 1
  const labelled = new Set(last - top > points.length / 8 ? [top, last] : [top])
  const lowest = Math.min(0, ...points.map((point) => point.net))
  const ticks = ticksTo(highest)
  const text = (value: unknown, index: number) =>
    labelled.has(index) && Number(value) > 0 ? shortMoney(Number(value)) : ''
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={[...points]}
        margin={{ top: 20, right: 4, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={false} minTickGap={18} tickMargin={6} />
        <YAxis
          width={68}
          ticks={ticks}
          domain={[lowest, ticks.at(-1) ?? 0]}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          tickFormatter={axisMoney}
        />
        <Tooltip cursor={{ fill: 'var(--sunken)' }} content={<Tip />} isAnimationActive={false} />
        <Bar
          dataKey="net"
          fill="var(--chart-1)"
          radius={[3, 3, 0, 0]}
          maxBarSize={36}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="net"
            position="top"
            content={({ x, y, width, value, index }) => (
              <text
                x={Number(x) + Number(width) / 2}
                y={Number(y) - 6}
                textAnchor={anchor(index ?? 0, last)}
                fill="var(--ink)"
                fontSize={11}
                fontWeight={600}
              >
                {text(value, index ?? -1)}
              </text>
            )}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  )
}

function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload?: RevenuePoint }[] }) {
  const point = payload?.[0]?.payload
  if (!active || !point) return null
  return (
    <div className="rounded-md border border-line bg-surface px-3 py-2 text-xs shadow-floating">
      <p className="font-medium text-ink">{point.full}</p>
      <p className="mt-0.5 text-sm font-semibold tabular-nums">{formatMoney(point.net)}</p>
      <p className="text-faint tabular-nums">
        {plural(point.orders, 'pedido', 'pedidos')}
        {point.refunds > 0 ? ` · ${formatMoney(point.refunds)} devolvidos` : ''}
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
function axisMoney(centavos: number): string {
  return shortMoney(centavos).replaceAll(' ', '\u00a0')
}
