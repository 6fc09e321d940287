import Link from 'next/link'
import type { ReactNode } from 'react'
import { CartStatusMark, reasonText } from '~/domains/carts/ui/cart-status'
import { ContactedMark } from '~/domains/leads/ui/lead-columns'
import { OrderStatusMark } from '~/domains/orders/ui/order-status'
import { formatCount, type BoundedCount } from '~/kernel/paging'
import { Card } from '~/ui/card'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import type { Caller } from '~/wiring/caller'
import type { OpenPage } from '../../open-page'

type Of<Name extends 'orders' | 'carts' | 'leads'> = Awaited<ReturnType<Caller[Name]['list']>>

function Part({
  title,
  total,
  shown,
  children,
}: {
  title: string
  total: BoundedCount
  shown: number
  children: ReactNode
}) {
  return (
    <Card
      title={title}
      aside={<span className="text-xs text-faint">{formatCount(total, 'ao todo', 'ao todo')}</span>}
      flush
    >
      {shown === 0 ? (
        <p className="px-4 pb-4 text-sm text-faint">Nada ainda.</p>
      ) : (
        <ul className="pb-1">{children}</ul>
      )}
      {total.count > shown ? (
        <p className="border-t border-line px-4 py-2 text-xs text-faint">Os {shown} mais recentes.</p>
      ) : null}
    </Card>
  )
}

function Line({
  href,
  title,
  when,
  value,
  children,
}: {
  href: string
  title: string
  when: ReactNode
  value?: ReactNode
  children: ReactNode
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 text-sm">
      <Link
        href={href}
        prefetch={false}
        className="font-medium text-ink underline max-sm:-my-1.5 max-sm:py-2.5"
      >
        {title}
      </Link>
      {children}
      <span className="ml-auto flex items-center gap-3 text-soft">
        {value}
        <span className="text-xs text-faint">{when}</span>
      </span>
    </li>
  )
}

/** The customer's latest orders. */
export function CustomerOrders({ orders, page }: { orders: Of<'orders'>; page: OpenPage }) {
  return (
    <Part title="Pedidos" total={orders.total} shown={orders.rows.length}>
      {orders.rows.map((order) => (
        <Line
          key={order.id}
          href={`/${page.slug}/pedidos/${order.id}`}
          title={`#${order.shown}`}
          value={<Money centavos={order.totalCentavos - order.refundedCentavos} currency={order.currency} />}
          when={<Moment at={order.placedAt} now={page.now} timezone={page.timezone} />}
        >
          <OrderStatusMark status={order.status} />
        </Line>
      ))}
    </Part>
  )
}

/** The customer's latest carts, each with its reason. */
export function CustomerCarts({ carts, page }: { carts: Of<'carts'>; page: OpenPage }) {
  return (
    <Part title="Carrinhos" total={carts.total} shown={carts.rows.length}>
      {carts.rows.map((cart) => (
        <Line
          key={cart.id}
          href={`/${page.slug}/carrinhos/${cart.id}`}
          title={cart.firstItem ?? 'Carrinho'}
          value={<Money centavos={cart.totalCentavos} currency={cart.currency} />}
          when={<Moment at={cart.lastActivityAt} now={page.now} timezone={page.timezone} />}
        >
          <CartStatusMark status={cart.status} />
          <span className="text-xs text-faint">{reasonText(cart, page.now)}</span>
        </Line>
      ))}
    </Part>
  )
}

/** The forms that the customer filled in. */
export function CustomerLeads({ leads, page }: { leads: Of<'leads'>; page: OpenPage }) {
  return (
    <Part title="Leads" total={leads.total} shown={leads.rows.length}>
      {leads.rows.map((lead) => (
        <Line
          key={lead.id}
          href={`/${page.slug}/leads/${lead.id}`}
          title={lead.formName ?? `Formulário ${lead.formId}`}
          when={<Moment at={lead.capturedAt} now={page.now} timezone={page.timezone} />}
        >
          <ContactedMark lead={lead} now={page.now} timezone={page.timezone} />
        </Line>
      ))}
    </Part>
  )
}
