import type { MessageKind, SubjectType } from '~/domains/messaging/kinds'

export const FOLLOW_UP_KINDS = ['carrinho', 'pedido', 'lead'] as const
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]

/** What each kind writes about, and as what its messages are listed. */
export const SUBJECT_OF = { carrinho: 'cart', pedido: 'order', lead: 'lead' } as const satisfies Record<
  FollowUpKind,
  SubjectType & string
>
export const MESSAGE_KIND_OF = {
  carrinho: 'carrinho',
  pedido: 'pedido',
  lead: 'lead',
} as const satisfies Record<FollowUpKind, MessageKind>

/** Where the subjects of each kind are kept. */
export const TABLE_OF = { carrinho: 'carts', pedido: 'orders', lead: 'leads' } as const satisfies Record<
  FollowUpKind,
  string
>
