import { CircleAlert } from 'lucide-react'
import Link from 'next/link'
import { CartWhatsApp, SentSwitches } from '~/domains/carts/ui/cart-page-actions'
import { cartToActOn } from '~/domains/carts/ui/cart-to-act-on'
import { CartStatusMark } from '~/domains/carts/ui/cart-status'
import { SendByHand } from '~/domains/outbox/ui/send-by-hand'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { absoluteText } from '~/ui/moment'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { CopyText, Phone } from '~/ui/phone'
import { Notice } from '~/ui/states'
import { Table, Td, Th } from '~/ui/table'
import { readCart, titled } from '../../one-thing'
import { idOf, openPage } from '../../open-page'
import { sendingNumbers } from '../../sending-numbers'
import { TimelineCard } from '../../timeline-card'
import { WhyItCounts } from './why-it-counts'
import { RecordNotes } from '../../record-notes'

export const generateMetadata = titled(
  'Carrinho',
  readCart,
  ({ name, email }) => `Carrinho de ${name ?? email ?? 'alguém sem nome'}`,
)
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function CartPage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  const [cart, explanation, numbers, timeline] = await Promise.all([
    readCart(empresa, address),
    page.caller.recovery.explain({ empresa, cartId: id }),
    sendingNumbers(page),
    page.caller.conversations.cartTimeline({ empresa, cartId: id, size: 30 }),
  ])
  const act = { empresa, cart: cartToActOn(cart, cart.message), canMark: page.operates }
  const mark = (at: Date | null, by: string | null) =>
    at ? `${by ?? ''} · ${absoluteText(at, page.timezone)}` : null
  const rest = cart.items.reduce((left, item) => left - item.totalCentavos, cart.totalCentavos)
  return (
    <>
      <PageHeader
        title={cart.name ?? cart.email ?? 'Carrinho sem nome'}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <CartStatusMark status={cart.status} />
            <Money centavos={cart.totalCentavos} currency={cart.currency} />
            <span>
              parado <Moment at={cart.lastActivityAt} now={page.now} timezone={page.timezone} />
            </span>
          </span>
        }
        crumbs={[{ label: 'Carrinhos', href: `/${empresa}/carrinhos` }]}
        actions={
          <>
            {act.cart.phone ? (
              <SendByHand
                empresa={empresa}
                shop={page.name}
                numbers={numbers}
                phone={act.cart.phone}
                name={cart.name}
                text={act.cart.message ?? ''}
                about={{ cartId: id }}
              />
            ) : null}
            <CartWhatsApp {...act} />
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <WhyItCounts explanation={explanation} page={page} />
          <Card title="Itens" flush>
            <Table caption="Itens do carrinho">
              <thead>
                <tr>
                  <Th>Produto</Th>
                  <Th end>Qtd.</Th>
                  <Th end>Total</Th>
                </tr>
              </thead>
              <tbody>
                {cart.items.map((item, index) => (
                  <tr key={index}>
                    <Td>
                      {item.name ??
                        (item.productId
                          ? `Produto ${item.productId.toString()}`
                          : 'Produto sem nome na loja')}
                    </Td>
                    <Td end>{item.quantity.toLocaleString('pt-BR')}</Td>
                    <Td end>
                      <Money centavos={item.totalCentavos} currency={cart.currency} />
                    </Td>
                  </tr>
                ))}
                {rest === 0 ? null : (
                  <tr className="text-soft">
                    <Td>Frete, descontos e outros</Td>
                    <Td end />
                    <Td end>
                      <Money centavos={rest} currency={cart.currency} />
                    </Td>
                  </tr>
                )}
                <tr>
                  <Td className="font-medium">
                    {cart.couponCode ? `Total, com o cupom ${cart.couponCode}` : 'Total'}
                  </Td>
                  <Td end />
                  <Td end className="font-medium">
                    <Money centavos={cart.totalCentavos} currency={cart.currency} />
                  </Td>
                </tr>
              </tbody>
            </Table>
            {cart.problems.length > 0 ? (
              <div className="border-t border-line p-3">
                <Notice tone="amber" icon={CircleAlert}>
                  Nem tudo deste carrinho pôde ser lido na loja: {cart.problems.join(' ')}
                </Notice>
              </div>
            ) : null}
          </Card>
          <TimelineCard timeline={timeline} page={page} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Contato">
            <Facts
              items={[
                { label: 'Telefone', value: <Phone e164={cart.phone} raw={cart.phoneRaw} /> },
                {
                  label: 'E-mail',
                  value: cart.email ? <CopyText text={cart.email} value={cart.email} what="e-mail" /> : null,
                },
                { label: 'Cidade', value: [cart.city, cart.uf].filter(Boolean).join(' / ') },
                {
                  label: 'Cliente',
                  value: cart.customerId ? (
                    <Link
                      className="text-jade-ink underline"
                      href={`/${empresa}/clientes/${cart.customerId}`}
                    >
                      {cart.customerName ?? 'Ver cliente'}
                    </Link>
                  ) : null,
                },
                {
                  label: 'Avisos',
                  value: cart.unsubscribed ? 'Pediu para não receber e-mails da loja' : null,
                },
              ]}
            />
          </Card>
          <Card title="Já enviado">
            <SentSwitches
              {...act}
              emailBy={mark(cart.emailSentAt, cart.emailSentBy)}
              whatsappBy={mark(cart.whatsappSentAt, cart.whatsappSentBy)}
            />
          </Card>
          <Card>
            <RecordNotes of="carts" empresa={empresa} id={id} notes={cart.notes} disabled={!page.operates} />
          </Card>
        </div>
      </div>
    </>
  )
}
