import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { CartStatusMark } from '~/domains/carts/ui/cart-status'
import { OrderStatusMark } from '~/domains/orders/ui/order-status'
import { formatTaxId } from '~/kernel/br'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Moment } from '~/ui/moment-view'
import { Notice } from '~/ui/states'
import { Money } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { CopyText, Phone } from '~/ui/phone'
import { readOrder, titled } from '../../one-thing'
import { idOf, openPage } from '../../open-page'
import { TimelineCard } from '../../timeline-card'
import { OrderItems } from './order-items'

/** Where an order was made, as WooCommerce has it. */
const ORIGINS: Record<string, string> = {
  checkout: 'Finalização da compra no site',
  'store-api': 'Finalização da compra no site',
  admin: 'Painel da loja',
  'rest-api': 'Integração',
  subscription: 'Assinatura',
}

export const generateMetadata = titled('Pedido', readOrder, ({ shown }) => `Pedido #${shown}`)
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function OrderPage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  const [order, timeline] = await Promise.all([
    readOrder(empresa, address),
    page.caller.conversations.orderTimeline({ empresa, orderId: id, size: 30 }),
  ])
  const at = (date: Date | null) =>
    date ? <Moment absolute at={date} now={page.now} timezone={page.timezone} /> : null
  const buyer = order.name ?? order.email ?? 'Sem nome'
  return (
    <>
      <PageHeader
        title={`Pedido #${order.shown}`}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <OrderStatusMark status={order.status} />
            {at(order.placedAt)}
            {order.placedEstimated ? <span className="text-soft">data estimada</span> : null}
            {order.renewal ? <span className="text-soft">Renovação de assinatura</span> : null}
          </span>
        }
        crumbs={[{ label: 'Pedidos', href: `/${empresa}/pedidos` }]}
      />
      {order.problems.length > 0 ? (
        <div className="mb-4 flex flex-col gap-2">
          {order.problems.map((problem) => (
            <Notice key={problem} tone="amber" icon={TriangleAlert}>
              {problem}
            </Notice>
          ))}
        </div>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <OrderItems order={order} page={page} />
          <TimelineCard timeline={timeline} page={page} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Quem comprou">
            <Facts
              items={[
                {
                  label: 'Cliente',
                  value: order.customerId ? (
                    <Link
                      className="text-jade-ink underline"
                      href={`/${empresa}/clientes/${order.customerId}`}
                    >
                      {order.customerName ?? buyer}
                    </Link>
                  ) : (
                    buyer
                  ),
                },
                { label: 'Telefone', value: <Phone e164={order.phone} raw={order.phoneRaw} /> },
                {
                  label: 'E-mail',
                  value: order.email ? (
                    <CopyText text={order.email} value={order.email} what="e-mail" />
                  ) : null,
                },
                { label: 'CPF/CNPJ', value: order.taxId ? formatTaxId(order.taxId) : null },
                { label: 'Cidade', value: [order.city, order.uf].filter(Boolean).join(' / ') },
              ]}
            />
          </Card>
          <Card title="Pagamento">
            <Facts
              items={[
                {
                  label: 'Número interno',
                  value: order.shown === order.number.toString() ? null : `#${order.number.toString()}`,
                },
                { label: 'Forma', value: order.paymentTitle },
                { label: 'Pago', value: at(order.paidAt) },
                { label: 'Concluído', value: at(order.completedAt) },
                {
                  label: 'Origem',
                  value: order.createdVia ? (ORIGINS[order.createdVia] ?? order.createdVia) : null,
                },
              ]}
            />
          </Card>
          {order.carts.length > 0 ? (
            <Card title="Carrinhos" hint="Que este pedido recuperou, ou com que foi comparado.">
              <ul className="flex flex-col gap-2">
                {order.carts.map((cart) => (
                  <li key={cart.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                    <Link className="text-jade-ink underline" href={`/${empresa}/carrinhos/${cart.id}`}>
                      {cart.chosen ? 'Recuperado por este pedido' : 'Comparado'}
                    </Link>
                    <CartStatusMark status={cart.status} />
                    <span className="ml-auto">
                      <Money centavos={cart.totalCentavos} currency={page.currency} />
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  )
}
