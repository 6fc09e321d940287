import { z } from 'zod'
import { MESSAGE_STATES } from '~/domains/outbox/kinds'
import { pageInput, pageOf } from '~/kernel/paging'
import { MAX_PICTURE_BYTES, MAX_TIMES } from './post-texts'

const GROUP = /^\d[\d-]{4,60}@g\.us$/

const picture = z.object({
  /** JPEG or PNG, checked by its first bytes, not by its name. */
  base64: z
    .base64('A foto não pôde ser lida. Escolha outra.')
    .max(Math.ceil(MAX_PICTURE_BYTES / 3) * 4, 'A foto é grande demais. Use uma de até 2 MB.'),
})

/** Text, with or without a picture, for a group or the channel's own status, at local times (msg-7). */
export const savePostInput = z
  .object({
    /** Left out: a new one. */
    id: z.uuid('Publicação desconhecida.').optional(),
    connectionId: z.uuid('Conexão desconhecida.'),
    target: z.enum(['group', 'status']),
    /** The group's own id, `123456789-987654@g.us`; not needed for status. */
    address: z.string().trim().max(80).default(''),
    targetName: z.string().trim().max(80).nullable().default(null),
    body: z
      .string()
      .trim()
      .max(4096, 'O texto é longo demais para o WhatsApp.')
      .refine((text) => !/\{[^{}]*\}/.test(text), 'Uma publicação não tem variáveis: tire as chaves { }.'),
    /** Left out: unchanged. Null: no picture. */
    picture: picture.nullable().optional(),
    /** Local times of the empresa, each once and in their order. */
    times: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Use a hora como 08:30.'))
      .min(1, 'Escolha pelo menos uma hora.')
      .max(MAX_TIMES, `Use no máximo ${String(MAX_TIMES)} horas por dia.`)
      .transform((times) => [...new Set(times)].sort()),
    /** 0 is Sunday. */
    weekdays: z.array(z.number().int().min(0).max(6)).max(7).default([]),
    /** One local day instead of weekdays. */
    onceOn: z.iso.date('Escolha o dia.').nullable().default(null),
    active: z.boolean().default(true),
  })
  .refine(({ target, address }) => target === 'status' || GROUP.test(address), {
    path: ['address'],
    error: 'Escolha o grupo, ou informe o código dele, como 120363000000000000@g.us.',
  })
  .refine(({ weekdays, onceOn }) => onceOn !== null || weekdays.length > 0, {
    path: ['weekdays'],
    error: 'Escolha pelo menos um dia da semana.',
  })
export type SavePostInput = z.output<typeof savePostInput>

export const postRef = z.object({ id: z.uuid('Publicação desconhecida.') })
export const togglePostInput = postRef.extend({ active: z.boolean() })
export const postRow = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  connectionName: z.string(),
  target: z.enum(['group', 'status']),
  address: z.string(),
  targetName: z.string().nullable(),
  body: z.string(),
  hasPicture: z.boolean(),
  times: z.array(z.string()),
  weekdays: z.array(z.number().int()),
  onceOn: z.string().nullable(),
  active: z.boolean(),
  /** When it goes out next; null: never again, or it is paused. */
  nextAt: z.date().nullable(),
  /** The outcome of the last run. */
  lastState: z.enum(MESSAGE_STATES).nullable(),
  lastReason: z.string().nullable(),
})
export type PostRow = z.infer<typeof postRow>
export const postList = z.array(postRow)
/** With the picture as a `data:` address, null without one. */
export const postDetail = postRow.extend({ picture: z.string().nullable() })
export type PostDetail = z.infer<typeof postDetail>

export const postHistoryInput = postRef.extend(pageInput.shape)
/** One run of a post: a message, or the reason why there was none. */
export const postTurnRow = z.object({
  id: z.uuid(),
  at: z.date(),
  /** Null: it never became a message. */
  state: z.enum(MESSAGE_STATES).nullable(),
  reason: z.string().nullable(),
  body: z.string().nullable(),
  hasPicture: z.boolean(),
})
export type PostTurnRow = z.infer<typeof postTurnRow>
export const postHistory = pageOf(postTurnRow)
