import { MessageCircle } from 'lucide-react'
import type { HandField } from '~/domains/customers/schema'
import { EditCustomer } from '~/domains/customers/ui/customer-buttons'
import { SendByHand } from '~/domains/outbox/ui/send-by-hand'
import { formatPhone, formatTaxId } from '~/kernel/br'
import { whatsAppLink } from '~/kernel/whatsapp-link'
import { plural } from '~/kernel/plural'
import { buttonClass } from '~/ui/button-class'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { PageHeader } from '~/ui/page-header'
import { CopyText, Phone } from '~/ui/phone'
import { readCustomer, titled } from '../../one-thing'
import { idOf, openPage } from '../../open-page'
import { TimelineCard } from '../../timeline-card'
import { sendingNumbers } from '../../sending-numbers'
import { CustomerCarts, CustomerLeads, CustomerOrders } from './customer-lists'
import { RecordNotes } from '../../record-notes'

export const generateMetadata = titled('Cliente', readCustomer, ({ name, email }) => name ?? email)
const HAND_NAMES: Record<HandField, string> = {
  name: 'nome',
  phone: 'telefone',
  email: 'e-mail',
  tax_id: 'CPF/CNPJ',
  city: 'cidade',
  uf: 'UF',
}
type Props = { params: Promise<{ empresa: string; id: string }> }

export default async function CustomerPage({ params }: Props) {
  const { empresa, id: address } = await params
  const id = idOf(address)
  const page = await openPage(empresa)
  const part = { empresa, customer: id, size: 20 }
  const [customer, orders, carts, leads, timeline, numbers] = await Promise.all([
    readCustomer(empresa, address),
    page.caller.orders.list(part),
    page.caller.carts.list(part),
    page.caller.leads.list(part),
    page.caller.conversations.timeline({ empresa, customerId: id, size: 30 }),
    sendingNumbers(page),
  ])
  const at = (date: Date | null) =>
    date ? <Moment at={date} now={page.now} timezone={page.timezone} /> : null
  const days = customer.daysBetweenOrders
  const others = customer.emails.filter((email) => email !== customer.email?.toLowerCase())
  return (
    <>
      <PageHeader
        title={customer.name ?? customer.email ?? 'Cliente sem nome'}
        crumbs={[{ label: 'Clientes', href: `/${empresa}/clientes` }]}
        actions={
          customer.phone ? (
            <>
              <SendByHand
                empresa={empresa}
                shop={page.name}
                numbers={numbers}
                phone={customer.phone}
                name={customer.name}
                text=""
              />
              <a
                className={buttonClass({})}
                href={whatsAppLink(customer.phone)}
                target="_blank"
                rel="noopener noreferrer"
              >
                <MessageCircle size={17} aria-hidden />
                Abrir no meu WhatsApp
              </a>
            </>
          ) : null
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[2fr_3fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Em números">
            <Facts
              items={[
                { label: 'Pedidos', value: customer.ordersCount.toLocaleString('pt-BR') },
                {
                  label: 'Total líquido',
                  value: <Money centavos={customer.netCentavos} currency={page.currency} />,
                },
                {
                  label: 'Ticket médio',
                  value:
                    customer.ordersCount > 0 ? (
                      <Money
                        centavos={Math.round(customer.netCentavos / customer.ordersCount)}
                        currency={page.currency}
                      />
                    ) : null,
                },
                { label: 'Compra a cada', value: days === null ? null : plural(days, 'dia', 'dias') },
                { label: 'Primeiro pedido', value: at(customer.firstOrderAt) },
                { label: 'Último pedido', value: at(customer.lastOrderAt) },
                { label: 'Visto desde', value: at(customer.firstSeenAt) },
              ]}
            />
          </Card>
          <Card
            title="Contato"
            hint={
              customer.byHand.length > 0
                ? `Preenchido à mão, e a importação não muda: ${customer.byHand.map((field) => HAND_NAMES[field]).join(', ')}.`
                : 'Tudo por que esta pessoa é reconhecida.'
            }
            aside={
              page.operates ? (
                <EditCustomer
                  empresa={empresa}
                  id={id}
                  values={{
                    name: customer.name ?? '',
                    phone: customer.phone ? formatPhone(customer.phone) : (customer.phoneRaw ?? ''),
                    email: customer.email ?? '',
                    taxId: customer.taxId ? formatTaxId(customer.taxId) : '',
                    city: customer.city ?? '',
                    uf: customer.byHand.includes('uf') ? (customer.uf ?? '') : '',
                  }}
                />
              ) : null
            }
          >
            <Facts
              items={[
                { label: 'Telefone', value: <Phone e164={customer.phone} raw={customer.phoneRaw} /> },
                {
                  label: 'E-mail',
                  value: customer.email ? (
                    <CopyText text={customer.email} value={customer.email} what="e-mail" />
                  ) : null,
                },
                { label: 'Outros e-mails', value: others.join(', ') },
                {
                  label: 'Telefones',
                  value: customer.phones.length > 1 ? customer.phones.map(formatPhone).join(', ') : null,
                },
                { label: 'CPF/CNPJ', value: customer.taxId ? formatTaxId(customer.taxId) : null },
                { label: 'Cidade', value: [customer.city, customer.uf].filter(Boolean).join(' / ') },
                {
                  label: 'Contas na loja',
                  value: customer.accounts > 1 ? customer.accounts.toString() : null,
                },
              ]}
            />
          </Card>
          <Card>
            <RecordNotes
              of="customers"
              empresa={empresa}
              id={id}
              notes={customer.notes}
              disabled={!page.operates}
            />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TimelineCard timeline={timeline} page={page} />
          <CustomerOrders orders={orders} page={page} />
          <CustomerCarts carts={carts} page={page} />
          <CustomerLeads leads={leads} page={page} />
        </div>
      </div>
    </>
  )
}
