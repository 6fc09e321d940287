import { ChevronRight, CircleCheck, MessageCircleHeart, ShoppingCart, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { formatCount, type BoundedCount } from '~/kernel/paging'
import { Card } from '~/ui/card'
import { portal } from '~/wiring/caller'
import { messageAttention } from './message-attention'
import { shopAttention } from './shop-attention'

export type Attention = { href: string; icon: LucideIcon; text: string; hint: string; urgent: boolean }

/** What needs the user's attention, most urgent first; when nothing does, it says so. */
export async function AttentionCard({ slug }: { slug: string }) {
  const caller = await portal()
  const [carts, leads, shop, messages] = await Promise.all([
    caller.carts.list({ empresa: slug, status: 'aguardando', sent: 'nenhum', size: 1 }),
    caller.leads.list({ empresa: slug, contacted: 'nao', client: 'nao', period: '7dias', size: 1 }),
    shopAttention(slug),
    messageAttention(slug),
  ])
  const items = [
    ...shop,
    ...messages,
    ...waiting(carts.total, {
      href: `/${slug}/carrinhos?status=aguardando&sent=nenhum`,
      icon: ShoppingCart,
      text: formatCount(carts.total, 'carrinho parado', 'carrinhos parados'),
      hint: 'Ninguém falou com a pessoa ainda, e o prazo está correndo',
      urgent: true,
    }),
    ...waiting(leads.total, {
      href: `/${slug}/leads?contacted=nao&client=nao&periodo=7dias`,
      icon: MessageCircleHeart,
      text: formatCount(leads.total, 'lead sem contato', 'leads sem contato'),
      hint: 'Dos últimos 7 dias, de quem ainda não é cliente',
      urgent: false,
    }),
  ]
  return (
    <Card title="Precisa de você agora" flush>
      {items.length === 0 ? (
        <p className="flex items-center gap-2 px-4 pb-4 text-sm text-soft">
          <CircleCheck size={17} aria-hidden className="text-jade" />
          Tudo em dia: ninguém esperando resposta, nenhum carrinho ou lead sem contato.
        </p>
      ) : (
        <ul className="pb-1.5">
          {items.map((item) => (
            <li key={item.href}>
              <Link
                href={item.href}
                className="flex min-h-12 items-center gap-3 px-4 py-2 transition-colors -outline-offset-2 hover:bg-sunken/70"
              >
                <span
                  className={`grid size-8 shrink-0 place-items-center rounded-full ${item.urgent ? 'bg-amber-soft text-amber-ink' : 'bg-sunken text-soft'}`}
                >
                  <item.icon size={16} aria-hidden />
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium text-ink">{item.text}</span>
                  <span className="block text-xs text-soft sm:truncate">{item.hint}</span>
                </span>
                <ChevronRight size={16} aria-hidden className="shrink-0 text-faint" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function waiting(total: BoundedCount, item: Attention): Attention[] {
  return total.count > 0 ? [item] : []
}
