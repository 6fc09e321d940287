import type { OrderDetail } from '~/domains/orders/schema'
import { Card } from '~/ui/card'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Table, Td, Th } from '~/ui/table'
import type { OpenPage } from '../../open-page'

/** What was bought, what was added and taken off, and what went back. */
export function OrderItems({ order, page }: { order: OrderDetail; page: OpenPage }) {
  const products = order.items.filter((item) => item.type === 'line_item')
  const fees = order.items.filter((item) => item.type === 'fee')
  const lines = [
    { label: 'Frete', centavos: order.shippingCentavos },
    ...fees.map((fee) => ({ label: fee.name, centavos: fee.totalCentavos })),
    { label: 'Impostos', centavos: order.taxCentavos },
    { label: 'Descontos já aplicados', centavos: -order.discountCentavos },
  ].filter(({ centavos }) => centavos !== 0)
  const money = (centavos: number) => <Money centavos={centavos} currency={order.currency} />
  return (
    <Card title="Itens" flush>
      <Table caption={`Itens do pedido ${order.shown}`}>
        <thead>
          <tr>
            <Th>Produto</Th>
            <Th end>Qtd.</Th>
            <Th end>Valor</Th>
          </tr>
        </thead>
        <tbody>
          {products.map((item, index) => (
            <tr key={index}>
              <Td>{item.name}</Td>
              <Td end>{item.quantity.toLocaleString('pt-BR')}</Td>
              <Td end>{money(item.totalCentavos)}</Td>
            </tr>
          ))}
          {lines.map(({ label, centavos }) => (
            <tr key={label} className="text-soft">
              <Td>{label}</Td>
              <Td end />
              <Td end>{money(centavos)}</Td>
            </tr>
          ))}
          <tr className="font-medium">
            <Td>Total</Td>
            <Td end />
            <Td end>{money(order.totalCentavos)}</Td>
          </tr>
          {order.parts.map((part) => (
            <tr key={part.id} className="text-soft">
              <Td>Parte do pedido #{part.id}, de outro vendedor, já no total</Td>
              <Td end />
              <Td end>{money(part.totalCentavos)}</Td>
            </tr>
          ))}
          {order.refunds.map((refund, index) => (
            <tr key={index} className="text-red-ink">
              <Td>
                Reembolso <Moment absolute at={refund.refundedAt} now={page.now} timezone={page.timezone} />
                {refund.reason ? ` · ${refund.reason}` : ''}
              </Td>
              <Td end />
              <Td end>{money(-refund.amountCentavos)}</Td>
            </tr>
          ))}
          {order.refundedCentavos > 0 ? (
            <tr className="font-medium">
              <Td>Líquido</Td>
              <Td end />
              <Td end>{money(order.totalCentavos - order.refundedCentavos)}</Td>
            </tr>
          ) : null}
        </tbody>
      </Table>
    </Card>
  )
}
