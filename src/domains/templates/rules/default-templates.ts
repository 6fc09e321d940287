import type { TemplateKind } from '../kinds'

/** The templates that an empresa begins with. */
export const DEFAULT_TEMPLATES: readonly { kind: TemplateKind; name: string; body: string }[] = [
  {
    kind: 'carrinho',
    name: 'Carrinho: lembrete',
    body: 'Oi, {nome}! Aqui é da {empresa}. Vimos que você deixou *{itens}* no carrinho. Posso ajudar a concluir a compra?',
  },
  {
    kind: 'carrinho',
    name: 'Carrinho: segunda mensagem',
    body: 'Oi, {nome}! O seu carrinho na {empresa} continua guardado: *{itens}*, {valor}. Ficou alguma dúvida sobre tamanho ou entrega?',
  },
  {
    kind: 'carrinho',
    name: 'Carrinho: última mensagem',
    body: 'Oi, {nome}! Esta é a nossa última mensagem sobre o carrinho com *{itens}*. Se quiser, é só responder. Se preferir não receber mais, responda SAIR.',
  },
  {
    kind: 'pedido',
    name: 'Pedido a pagar',
    body: 'Oi, {nome}! O pedido {pedido} na {empresa}, de {valor}, está reservado e aguarda o pagamento. Posso ajudar?',
  },
  {
    kind: 'lead',
    name: 'Lead: boas-vindas',
    body: 'Oi, {nome}! Aqui é da {empresa}. Recebemos o seu contato. Posso ajudar a escolher o produto ideal para você?',
  },
  {
    kind: 'livre',
    name: 'Aviso geral',
    body: 'Oi, {nome}! Temos novidades na {empresa}. Para não receber mais, responda SAIR.',
  },
]
