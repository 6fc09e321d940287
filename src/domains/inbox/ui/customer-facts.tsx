'use client'
import { Ban, Link2, MessageSquareQuote, PhoneOff } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useState, type ReactNode } from 'react'
import { CartStatusMark } from '~/domains/carts/ui/cart-status'
import { OrderStatusMark } from '~/domains/orders/ui/order-status'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Skeleton } from '~/ui/skeleton'
import { Notice } from '~/ui/states'
import { messageOf, trpc } from '~/wiring/client'
import { watchLive } from '~/wiring/use-live'
import type { ConversationPanel } from '../panel-schema'
import { insertIntoDraft } from './draft'

export type PanelProps = {
  empresa: string
  /** Of the conversation. */
  id: string
  who: string
  /** Changes when the panel must be read again. */
  version: string
  now: Date
  timezone: string
  operates: boolean
}

/** Open cart, totals, latest orders and leads of the contact. */
export function CustomerFacts({
  empresa,
  id,
  version,
  now,
  timezone,
  operates,
  onInserted,
}: PanelProps & { onInserted?: () => void }) {
  const [panel, setPanel] = useState<ConversationPanel | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const changed = useShopChanges(empresa)
  useEffect(() => {
    let current = true
    trpc.conversations.panel.query({ empresa, id }).then(
      (answer) => {
        if (!current) return
        setPanel(answer)
        setProblem(null)
      },
      (failure: unknown) => current && setProblem(messageOf(failure)),
    )
    return () => {
      current = false
    }
  }, [empresa, id, version, changed])
  if (problem) return <p className="text-sm text-soft">{problem}</p>
  if (!panel) return <Skeleton className="h-64" />
  const { customer, cart, orders, leads } = panel
  const at = (date: Date) => <Moment at={date} now={now} timezone={timezone} />
  const home = `/${empresa}`
  return (
    <div className="flex flex-col gap-4 text-sm">
      {panel.optedOutAt ? (
        <Notice tone="amber" icon={Ban}>
          Não recebe mensagens automáticas. {panel.optOutReason}
        </Notice>
      ) : null}
      {panel.onWhatsapp === false ? (
        <Notice tone="amber" icon={PhoneOff}>
          Este número não tem WhatsApp.
        </Notice>
      ) : null}
      {customer ? (
        <Part title="Cliente">
          <Row
            href={`${home}/clientes/${customer.id}`}
            title={customer.name ?? customer.email ?? 'Sem nome'}
          />
          <p className="text-xs text-soft">
            {[customer.email, [customer.city, customer.uf].filter(Boolean).join(' / ')]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <p className="mt-1">
            Comprou <Money centavos={customer.netCentavos} currency={customer.currency} /> em{' '}
            {plural(customer.ordersCount, 'pedido', 'pedidos')}
            {customer.firstOrderAt ? (
              <span className="text-faint">, desde {at(customer.firstOrderAt)}</span>
            ) : null}
          </p>
        </Part>
      ) : (
        <p className="text-faint">Ainda não é cliente da loja.</p>
      )}
      {cart ? (
        <Part title="Carrinho aberto">
          <Row
            href={`${home}/carrinhos/${cart.id}`}
            title={cart.name ?? 'Carrinho'}
            value={<Money centavos={cart.totalCentavos} currency={cart.currency} />}
          />
          <ul className="mt-0.5 text-soft">
            {cart.items.slice(0, 5).map((item, n) => (
              <li key={n} className="break-words">
                {item.quantity.toLocaleString('pt-BR')} × {item.name ?? 'produto sem nome'}
              </li>
            ))}
            {cart.items.length > 5 ? (
              <li>e mais {plural(cart.items.length - 5, 'produto', 'produtos')}</li>
            ) : null}
          </ul>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-faint">
            <CartStatusMark status={cart.status} /> {at(cart.lastActivityAt)}
          </p>
          {operates && (cart.message !== null || cart.link !== null) ? (
            <div className="mt-2 flex flex-wrap gap-2">
              <Insert id={id} text={cart.message} icon={MessageSquareQuote} onDone={onInserted}>
                Mensagem na resposta
              </Insert>
              <Insert id={id} text={cart.link} icon={Link2} onDone={onInserted}>
                Link na resposta
              </Insert>
            </div>
          ) : null}
        </Part>
      ) : null}
      {orders.length > 0 ? (
        <Part title="Últimos pedidos">
          <ul className="flex flex-col gap-2">
            {orders.map((order) => (
              <li key={order.id}>
                <Row
                  href={`${home}/pedidos/${order.id}`}
                  title={`#${order.shown}`}
                  value={<Money centavos={order.totalCentavos} currency={order.currency} />}
                />
                <p className="flex flex-wrap items-center gap-x-2 text-xs text-faint">
                  <OrderStatusMark status={order.status} /> {at(order.placedAt)}
                </p>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {leads.length > 0 ? (
        <Part title="Leads">
          <ul className="flex flex-col gap-1">
            {leads.map((lead) => (
              <li key={lead.id}>
                <Row
                  href={`${home}/leads/${lead.id}`}
                  title={lead.form}
                  value={<span className="text-xs text-faint">{at(lead.capturedAt)}</span>}
                />
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
    </div>
  )
}

const IMPORT_ENDED = /"status":"(?:done|failed|cancelled)"/

/** Counts events that may have changed carts and orders: a finished import, and a return from another tab. */
function useShopChanges(empresa: string): number {
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const count = () => setChanges((before) => before + 1)
    const onShown = () => {
      if (document.visibilityState === 'visible') count()
    }
    const stop = watchLive(empresa, (topic, data) => {
      if (topic === 'import' && IMPORT_ENDED.test(data)) count()
    })
    document.addEventListener('visibilitychange', onShown)
    return () => {
      stop()
      document.removeEventListener('visibilitychange', onShown)
    }
  }, [empresa])
  return changes
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-faint">{title}</h3>
      {children}
    </section>
  )
}

function Row({ href, title, value }: { href: string; title: string; value?: ReactNode }) {
  return (
    <p className="flex items-baseline justify-between gap-3">
      <Link
        href={href}
        prefetch={false}
        className="min-w-0 truncate font-medium text-ink underline max-sm:-my-1.5 max-sm:py-2.5"
      >
        {title}
      </Link>
      <span className="shrink-0">{value}</span>
    </p>
  )
}

/** Appends a text to the draft of the reply; nothing is sent. */
function Insert({
  id,
  text,
  icon: Icon,
  onDone,
  children,
}: {
  id: string
  text: string | null
  icon: typeof Link2
  onDone: (() => void) | undefined
  children: ReactNode
}) {
  if (text === null) return null
  const insert = () => {
    insertIntoDraft(id, text)
    onDone?.()
  }
  return (
    <Button size="sm" icon={<Icon size={15} aria-hidden />} onClick={insert}>
      {children}
    </Button>
  )
}
