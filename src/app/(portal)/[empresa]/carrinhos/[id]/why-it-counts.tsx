import { BadgeCheck, CircleDollarSign, CircleSlash } from 'lucide-react'
import Link from 'next/link'
import { KIND_NAMES } from '~/domains/carts/texts'
import { orderStatusName } from '~/domains/orders/texts'
import type { CartExplanation } from '~/domains/recovery/schema'
import { Card } from '~/ui/card'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Status } from '~/ui/status'
import type { OpenPage } from '../../open-page'

const OUTCOMES = {
  chosen: { icon: BadgeCheck, tone: 'jade', label: 'Recuperou' },
  unpaid: { icon: CircleDollarSign, tone: 'amber', label: 'Ainda não pago' },
  runner_up: { icon: CircleSlash, tone: 'neutral', label: 'Não conta' },
} as const

/** Why a cart counts as it does: the verdict in a sentence, then each order of the window with its reason (cart-1). */
export function WhyItCounts({ explanation, page }: { explanation: CartExplanation; page: OpenPage }) {
  const { matches, text, kind } = explanation
  const [first] = matches
  return (
    <Card
      title="Por que conta assim"
      hint={
        first
          ? `Regra ${first.ruleVersion.toString()}: pedidos de ${first.windowBeforeDays.toString()} dias antes a ${first.windowAfterDays.toString()} dias depois, pelo mesmo e-mail ou telefone.`
          : 'Nenhum pedido com o mesmo e-mail ou telefone dentro do prazo.'
      }
    >
      <p className="text-sm text-ink">
        {text}
        {kind ? ` Recuperação ${KIND_NAMES[kind].toLowerCase()}.` : ''}
      </p>
      {explanation.windowEndsAt ? (
        <p className="mt-1 text-xs text-faint">
          Prazo até <Moment absolute at={explanation.windowEndsAt} now={page.now} timezone={page.timezone} />
        </p>
      ) : null}
      <ul className="mt-3 flex flex-col">
        {matches.map((match) => {
          const outcome = OUTCOMES[match.outcome]
          return (
            <li key={match.orderId} className="border-t border-line py-2.5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Link
                  className="font-medium text-ink underline"
                  href={`/${page.slug}/pedidos/${match.orderId}`}
                >
                  Pedido #{match.orderShown}
                </Link>
                <Status icon={outcome.icon} tone={outcome.tone}>
                  {outcome.label}
                </Status>
                <span className="text-soft">{orderStatusName(match.orderStatus)}</span>
                <span className="ml-auto">
                  <Money centavos={match.orderTotalCentavos} currency={match.orderCurrency} />
                </span>
              </div>
              <p className="mt-1 text-xs text-soft">{match.text}</p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
