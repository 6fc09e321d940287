import type { MessageKind, SubjectType } from '~/domains/outbox/kinds'

export const FOLLOW_UP_KINDS = ['carrinho', 'pedido', 'lead'] as const
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]

/** The subject type that each kind writes about, and the message kind that its messages are listed under. */
export const SUBJECT_OF = { carrinho: 'cart', pedido: 'order', lead: 'lead' } as const satisfies Record<
  FollowUpKind,
  SubjectType & string
>
export const MESSAGE_KIND_OF = {
  carrinho: 'carrinho',
  pedido: 'pedido',
  lead: 'lead',
} as const satisfies Record<FollowUpKind, MessageKind>

/** The table that stores the subjects of each kind. */
export const TABLE_OF = { carrinho: 'carts', pedido: 'orders', lead: 'leads' } as const satisfies Record<
  FollowUpKind,
  string
>
