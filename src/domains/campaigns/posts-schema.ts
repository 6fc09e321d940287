import { z } from 'zod'

const GROUP = /^\d[\d-]{4,60}@g\.us$/

/** Text posted to a group or to the number's own status, at a local time on some weekdays (msg-7). */
export const savePostInput = z
  .object({
    /** Left out: a new one. */
    id: z.uuid('Publicação desconhecida.').optional(),
    connectionId: z.uuid('Conexão desconhecida.'),
    target: z.enum(['group', 'status']),
    /** The group's own id, `123456789-987654@g.us`; not needed for status. */
    address: z.string().trim().max(80).default(''),
    targetName: z.string().trim().max(80).nullable().default(null),
    body: z.string().trim().min(1, 'Escreva o texto.').max(4096, 'O texto é longo demais para o WhatsApp.'),
    /** Local time of the empresa. */
    at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Use a hora como 08:30.'),
    /** 0 is Sunday. */
    weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'Escolha pelo menos um dia.').max(7),
    active: z.boolean().default(true),
  })
  .refine(({ target, address }) => target === 'status' || GROUP.test(address), {
    path: ['address'],
    error: 'Informe o código do grupo, como 120363000000000000@g.us.',
  })
export type SavePostInput = z.output<typeof savePostInput>

export const postRef = z.object({ id: z.uuid('Publicação desconhecida.') })
export const postRow = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  connectionName: z.string(),
  target: z.enum(['group', 'status']),
  address: z.string(),
  targetName: z.string().nullable(),
  body: z.string(),
  at: z.string(),
  weekdays: z.array(z.number().int()),
  active: z.boolean(),
  /** Local day of the last post. */
  lastDay: z.string().nullable(),
})
export type PostRow = z.infer<typeof postRow>
export const postList = z.array(postRow)
