import type { Outcome } from '~/domains/templates/outcome-schema'
import { purchasesText } from '~/domains/templates/ui/outcome-text'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Moment } from '~/ui/moment-view'
import { percent } from '~/ui/money'
import { Progress } from '~/ui/progress'
import { BECAME_NAMES, type Became, type CampaignDetail } from '../schema'
import { Figure, type Zone } from './campaign-figure'

/** Progress of a started campaign, each figure with a link to the recipients it counts. */
export function CampaignProgress({
  campaign,
  outcome,
  valid,
  path,
  moment,
}: {
  campaign: CampaignDetail
  outcome: Outcome
  valid: number
  path: string
  moment: Zone
}) {
  const { progress, status } = campaign
  const done = valid - progress.waiting - progress.sending
  const figure = (name: Became, value: number) => <Figure value={value} href={`${path}?became=${name}`} />
  const fact = (name: Became, value: number) => ({ label: BECAME_NAMES[name], value: figure(name, value) })
  return (
    <Card
      title="Andamento"
      hint={
        campaign.lastsUntil ? (
          <>
            {campaign.startsAt && campaign.startsAt > moment.now ? (
              <>
                Começa <Moment absolute at={campaign.startsAt} {...moment} />.{' '}
              </>
            ) : null}
            O que não sair até <Moment absolute at={campaign.lastsUntil} {...moment} /> não sai mais.
          </>
        ) : undefined
      }
    >
      <Progress
        label={status === 'pausada' ? 'Em pausa' : 'Mensagens resolvidas'}
        done={Math.max(0, done)}
        total={valid}
        tone={status === 'pausada' ? 'amber' : 'jade'}
      />
      <p className="mt-4 text-sm text-soft">
        {outcome.purchases > 0 ? (
          <>
            Compraram em até 7 dias depois da mensagem:{' '}
            <span className="font-semibold text-ink tabular-nums">{purchasesText(outcome)}</span>
          </>
        ) : (
          'Ainda ninguém comprou em até 7 dias depois da mensagem.'
        )}
      </p>
      <div className="mt-4 grid items-start gap-x-8 gap-y-2 sm:grid-cols-2">
        <Facts
          items={[
            fact('sairam', progress.sent),
            fact('entregues', progress.delivered),
            fact('lidas', progress.read),
            fact('na_fila', progress.waiting + progress.sending),
            fact('falharam', progress.failed),
            fact('nao_enviadas', progress.cancelled),
            fact('incertas', progress.uncertain),
          ]}
        />
        <Facts
          items={[
            { label: 'Entrega', value: percent(progress.deliveryRate) },
            {
              label: 'Resposta',
              value: (
                <>
                  {percent(progress.answerRate)} ({figure('responderam', progress.answered)})
                </>
              ),
            },
            { label: 'Erro', value: percent(progress.errorRate) },
          ]}
        />
      </div>
    </Card>
  )
}
