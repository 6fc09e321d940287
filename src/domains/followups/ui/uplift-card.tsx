import { CircleCheck, CircleHelp, TrendingDown } from 'lucide-react'
import { Card } from '~/ui/card'
import { percent } from '~/ui/money'
import { Status } from '~/ui/status'
import { Table, Td, Th } from '~/ui/table'
import type { UpliftView } from '../schema'

const VERDICTS = {
  funciona: { icon: CircleCheck, tone: 'jade', label: 'Funciona' },
  atrapalha: { icon: TrendingDown, tone: 'red', label: 'Atrapalha' },
  ainda_nao_se_sabe: { icon: CircleHelp, tone: 'amber', label: 'Ainda não se sabe' },
  sem_dados: { icon: CircleHelp, tone: 'neutral', label: 'Sem dados ainda' },
} as const

const points = (share: number) =>
  `${(share * 100).toLocaleString('pt-BR', { maximumFractionDigits: 1, signDisplay: 'exceptZero' })} p.p.`

/** The effect of the messages, against the customers who got none (cart-6). */
export function UpliftCard({ lift }: { lift: UpliftView }) {
  if (lift.holdoutPercent === 0 && lift.lift === null) return <NoHoldout />
  const { icon, tone, label } = VERDICTS[lift.verdict]
  const rows = [
    { label: 'Com mensagens', ...lift.treated },
    { label: 'Grupo de controle', ...lift.holdout },
  ]
  return (
    <Card
      title="O que as mensagens causaram"
      hint={`Compras em até ${String(lift.horizonDays)} dias`}
      aside={
        <Status icon={icon} tone={tone}>
          {label}
        </Status>
      }
    >
      {lift.lift === null ? null : (
        <p className="text-xl font-semibold tracking-tight tabular-nums">
          {points(lift.lift)}
          {lift.interval ? (
            <span className="ml-2 text-sm font-normal text-soft">
              entre {points(lift.interval.low)} e {points(lift.interval.high)}, com 95% de confiança
            </span>
          ) : null}
        </p>
      )}
      <p className="mt-1 mb-3 text-sm text-soft">{lift.text}</p>
      <Table caption="Compras com mensagens e no grupo de controle">
        <thead>
          <tr>
            <Th>Grupo</Th>
            <Th end>Pessoas</Th>
            <Th end>Compraram</Th>
            <Th end>Taxa</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <Td>{row.label}</Td>
              <Td end>{row.people.toLocaleString('pt-BR')}</Td>
              <Td end>{row.bought.toLocaleString('pt-BR')}</Td>
              <Td end>{percent(row.rate)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

/** Without a control group the effect is unknown, and a table of one group would only look like one. */
function NoHoldout() {
  return (
    <Card title="O que as mensagens causaram">
      <p className="text-sm text-soft">
        Quantas dessas pessoas teriam voltado sem mensagem? Só um grupo de controle responde: alguns sorteados
        não recebem nada, e a diferença é o que as mensagens causaram.
      </p>
      <p className="mt-2 text-sm">
        <a
          href="#grupo-de-controle"
          className="inline-flex items-center font-medium text-jade-ink underline underline-offset-4 max-sm:min-h-12"
        >
          Ligue o grupo de controle
        </a>
      </p>
    </Card>
  )
}
