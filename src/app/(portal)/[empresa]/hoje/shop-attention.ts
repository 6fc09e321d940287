import { LoaderCircle, PlugZap, Store } from 'lucide-react'
import { shopQuestionText } from '~/domains/imports/rules'
import { plural } from '~/kernel/plural'
import { openPage } from '../open-page'
import type { Attention } from './attention'

/** What the shop's connection and the last import ask for; one that failed is said by the line over the page. */
export async function shopAttention(slug: string): Promise<Attention[]> {
  const { caller, manages } = await openPage(slug)
  const [connections, runs, question, statuses] = await Promise.all([
    caller.imports.connections.list({ empresa: slug }),
    caller.imports.list({ empresa: slug, size: 1 }),
    caller.imports.connections.question({ empresa: slug }),
    caller.recovery.unknownStatuses({ empresa: slug }),
  ])
  const [last] = runs.rows
  if (connections.length === 0 && !last) {
    if (!manages) return []
    return [
      {
        href: `/${slug}/conexao`,
        icon: PlugZap,
        text: 'Conecte a sua loja',
        hint: 'Com a conexão, carrinhos, leads e pedidos chegam sozinhos',
        urgent: true,
      },
    ]
  }
  if (question)
    return [
      {
        href: `/${slug}/conexao?tipo=${question.kind}`,
        icon: Store,
        text: 'A conexão leva a outra loja?',
        hint: shopQuestionText(question),
        urgent: true,
      },
    ]
  const href = last ? `/${slug}/importacoes/${last.id}` : `/${slug}/importacoes`
  if (last && ['queued', 'running', 'paused'].includes(last.status)) {
    const read = last.parts.reduce((sum, part) => sum + part.read, 0)
    return [
      {
        href,
        icon: LoaderCircle,
        text: last.status === 'paused' ? 'Importação em pausa' : 'Importação em andamento',
        hint: `${plural(read, 'linha lida', 'linhas lidas')} · ${last.stage}`,
        urgent: last.status === 'paused',
      },
    ]
  }
  if (statuses.length > 0 && manages)
    return [
      {
        href: `/${slug}/conexao`,
        icon: Store,
        text: 'Há situações de pedido que só a sua loja tem',
        hint: `Diga quais contam como venda: ${statuses.map(({ name }) => name).join(', ')}`,
        urgent: false,
      },
    ]
  return []
}
