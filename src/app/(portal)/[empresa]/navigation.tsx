import {
  Bookmark,
  CalendarClock,
  Contact,
  Download,
  FlaskConical,
  History,
  House,
  MessageCircleHeart,
  Megaphone,
  MessageSquareText,
  MessagesSquare,
  PlugZap,
  ReceiptText,
  Repeat,
  SendHorizontal,
  Settings,
  ShoppingCart,
  Smartphone,
  Users,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { SavedView } from '~/domains/empresas/views-schema'
import type { NavGroup, NavItem } from '~/ui/frame/types'

/** Keys after a g, by page: the first letter, or another of its name. */
const GO: Record<string, string> = {
  hoje: 'h',
  carrinhos: 'c',
  leads: 'l',
  pedidos: 'p',
  clientes: 'e',
  conversas: 'v',
  acompanhamentos: 'a',
  campanhas: 'm',
  publicacoes: 'b',
  mensagens: 'r',
  modelos: 'o',
  whatsapp: 'w',
  importacoes: 'i',
}

/**
 * The pages of an empresa, in the order of a working day; settings pages only for members who manage (`manages`). `unread`
 * stands beside the conversations.
 */
export function navigation(slug: string, manages: boolean, unread: ReactNode = null): NavGroup[] {
  const item = (path: string, label: string, Icon: typeof House, keywords: string[] = []) => ({
    href: `/${slug}/${path}`,
    label,
    icon: <Icon size={18} aria-hidden className="shrink-0" />,
    keywords,
    ...(path in GO ? { go: GO[path] } : {}),
  })
  return [
    {
      label: null,
      items: [
        item('hoje', 'Hoje', House, ['início', 'painel', 'dashboard']),
        item('carrinhos', 'Carrinhos', ShoppingCart, ['abandonados', 'recuperação']),
        item('leads', 'Leads', MessageCircleHeart, ['contatos', 'formulários']),
        item('pedidos', 'Pedidos', ReceiptText, ['vendas']),
        item('clientes', 'Clientes', Contact, ['pessoas', 'compradores']),
      ],
    },
    {
      label: 'Mensagens',
      items: [
        {
          ...item('conversas', 'Conversas', MessagesSquare, [
            'inbox',
            'caixa de entrada',
            'responder',
            'chat',
          ]),
          badge: unread,
        },
        item('acompanhamentos', 'Acompanhamentos', Repeat, [
          'automático',
          'follow-up',
          'lembrete',
          'sequência',
        ]),
        item('campanhas', 'Campanhas', Megaphone, ['disparo', 'em massa', 'lista', 'promoção']),
        item('publicacoes', 'Publicações', CalendarClock, [
          'grupos',
          'status',
          'stories',
          'agendar',
          'programadas',
        ]),
        item('mensagens', 'Registro', SendHorizontal, [
          'mensagens',
          'registro',
          'histórico',
          'fila',
          'incertas',
        ]),
        item('modelos', 'Modelos', MessageSquareText, ['textos', 'mensagens', 'variáveis']),
        item('whatsapp', 'WhatsApp', Smartphone, ['conexão', 'número', 'qr code', 'celular']),
        item('simulador', 'Simulador', FlaskConical, ['telefones', 'teste', 'relógio']),
      ],
    },
    {
      label: 'Loja',
      items: [
        item('importacoes', 'Importações', Download, ['importar', 'sincronizar']),
        ...(manages
          ? [
              item('conexao', 'Conexão', PlugZap, ['banco de dados', 'woocommerce', 'mysql', 'ssh']),
              item('configuracoes', 'Configurações', Settings, ['janela', 'mensagens', 'recuperação']),
              item('pessoas', 'Pessoas', Users, ['equipe', 'usuários', 'convidar', 'papel', 'acesso']),
              item('auditoria', 'Auditoria', History, ['registro', 'quem fez']),
            ]
          : []),
      ],
    },
  ]
}

/** More shared views than this would push the pages away: the others are in their list's menu and in the palette. */
const MAX_IN_MENU = 8

/** Saved views as entries: each address once. */
export function viewItems(slug: string, views: readonly SavedView[]): NavItem[] {
  const items = views.map(({ list, name, query }) => ({
    href: `/${slug}/${list}${query ? `?${query}` : ''}`,
    label: name,
    icon: <Bookmark size={18} aria-hidden className="shrink-0" />,
    keywords: ['vista', list],
  }))
  return [...new Map(items.map((item) => [item.href, item])).values()]
}

/** The views that the team shares, below the pages. */
export function sharedViews(slug: string, views: readonly SavedView[]): NavGroup[] {
  const shared = views.filter((view) => view.shared)
  const items = viewItems(slug, shared).slice(0, MAX_IN_MENU)
  return items.length > 0 ? [{ label: 'Vistas da equipe', items }] : []
}

/** The four pages in the bar under the thumb: what is looked at between two customers. */
const BAR = ['hoje', 'carrinhos', 'conversas', 'pedidos']

/** The bar's entries of a navigation. */
export function barOf(groups: readonly NavGroup[]): NavGroup['items'] {
  const items = groups.flatMap((group) => group.items)
  return BAR.flatMap((page) => items.find(({ href }) => href.endsWith(`/${page}`)) ?? [])
}
