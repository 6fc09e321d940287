import {
  Contact,
  Download,
  History,
  House,
  MessageCircleHeart,
  MessageSquareText,
  PlugZap,
  ReceiptText,
  Settings,
  ShoppingCart,
} from 'lucide-react'
import type { NavGroup } from '~/ui/frame/types'

/** The pages of an empresa, in the order of a working day. `people` may do what `viewer` may not. */
export function navigation(slug: string, manages: boolean): NavGroup[] {
  const item = (path: string, label: string, Icon: typeof House, keywords: string[] = []) => ({
    href: `/${slug}/${path}`,
    label,
    icon: <Icon size={18} aria-hidden className="shrink-0" />,
    keywords,
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
      items: [item('modelos', 'Modelos', MessageSquareText, ['textos', 'mensagens', 'variáveis'])],
    },
    {
      label: 'Loja',
      items: [
        item('importacoes', 'Importações', Download, ['importar', 'sincronizar']),
        ...(manages
          ? [
              item('conexao', 'Conexão', PlugZap, ['banco de dados', 'woocommerce', 'mysql', 'ssh']),
              item('configuracoes', 'Configurações', Settings, ['janela', 'mensagens', 'recuperação']),
              item('auditoria', 'Auditoria', History, ['registro', 'quem fez']),
            ]
          : []),
      ],
    },
  ]
}

/** The four pages in the bar under the thumb. */
export const BAR_SIZE = 4
