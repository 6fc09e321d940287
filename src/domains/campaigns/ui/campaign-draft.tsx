import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { Moment } from '~/ui/moment-view'
import { Notice } from '~/ui/states'
import type { CampaignDetail } from '../schema'
import { count, type Zone } from './campaign-figure'

/** What a campaign would do if started now: its recipients, its days, and what prevents it. */
export function CampaignDraft({
  campaign,
  templatePath,
  moment,
  edit,
}: {
  campaign: CampaignDetail
  templatePath: string
  moment: Zone
  /** The link to the editor of the text. */
  edit: ReactNode
}) {
  const { budget, recipients, refused } = campaign
  const reached = budget?.reached ?? recipients - refused
  const left = recipients - reached
  return (
    <Card title="Confira antes de enviar" hint="Nada saiu ainda." aside={edit}>
      <p className="text-sm">
        <strong className="text-xl tabular-nums">{count(reached)}</strong>{' '}
        {reached === 1 ? 'pessoa recebe' : 'pessoas recebem'}, <strong>{count(left)}</strong>{' '}
        {left === 1 ? 'fica' : 'ficam'} de fora.
      </p>
      {campaign.simulated ? (
        <div className="mt-3">
          <Notice tone="amber" icon={TriangleAlert}>
            Esta campanha é um ensaio: sai pelo simulador e nenhum telefone a recebe.
          </Notice>
        </div>
      ) : null}
      {budget ? (
        <div className="mt-3 flex flex-col gap-2 text-sm text-soft">
          <p>
            {budget.newContacts === 0
              ? 'Todas já conversaram com este número.'
              : `${count(budget.newContacts)} nunca conversaram com este número. Para não ser bloqueado, hoje ele começa ${count(budget.allowedToday)} conversas novas.`}{' '}
            A última mensagem sai por volta de <Moment absolute at={budget.lastLeavesAt} {...moment} />, já
            contadas as noites e os domingos.
          </p>
          {budget.waiting > 0 ? (
            <p>
              Outras {count(budget.waiting)} pessoas novas já esperam na fila deste número e entram na conta.
            </p>
          ) : null}
          <p>
            {campaign.startsAt ? (
              <>
                Começa <Moment absolute at={campaign.startsAt} {...moment} />.{' '}
              </>
            ) : null}
            {campaign.gapSeconds ? `Um envio a cada ${count(campaign.gapSeconds)} segundos. ` : null}O que não
            sair até <Moment absolute at={budget.lastsUntil} {...moment} /> não sai mais.
          </p>
          {budget.official ? <Window {...budget.official} path={templatePath} reached={reached} /> : null}
          {budget.refusal ? (
            <Notice tone="red" icon={TriangleAlert}>
              {budget.refusal}
            </Notice>
          ) : null}
        </div>
      ) : null}
    </Card>
  )
}

/** What Meta lets through once 24 hours have passed; where no contact is reached the rejection says so. */
function Window({
  outside,
  approved,
  reached,
  path,
}: NonNullable<NonNullable<CampaignDetail['budget']>['official']> & { reached: number; path: string }) {
  if (outside === 0 || reached === 0) return null
  const outsideText = `${count(outside)} ${outside === 1 ? 'pessoa não escreveu' : 'pessoas não escreveram'} para este número nas 24 horas antes do envio`
  if (approved !== null)
    return (
      <p>
        {outsideText} e {outside === 1 ? 'recebe' : 'recebem'} o modelo “{approved}”, aprovado pela Meta.
      </p>
    )
  return (
    <Notice
      tone="amber"
      icon={TriangleAlert}
      action={
        <ButtonLink size="sm" href={path}>
          Abrir o modelo
        </ButtonLink>
      }
    >
      {outsideText}: {outside === 1 ? 'ela fica' : 'elas ficam'} de fora, porque o modelo não tem um aprovado
      pela Meta ligado.
    </Notice>
  )
}
