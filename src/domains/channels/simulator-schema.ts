import { z } from 'zod'
import { SAMPLES } from '~/adapters/whatsapp/simulator/sample-kinds'
import { BEHAVIOURS } from './behaviours'
import { connectionRef } from './schema'

export const behaviour = z.enum(BEHAVIOURS)

export const phoneCopy = z.object({
  id: z.uuid(),
  /** True: the phone's owner wrote it. */
  fromPhone: z.boolean(),
  text: z.string(),
  at: z.date(),
})
/** One simulated phone with its chat with the shop, newest last. */
export const simulatedPhone = z.object({
  /** E.164, a group's id, or `status`. */
  phone: z.string(),
  /** False: a group or status, where no contact answers. */
  person: z.boolean(),
  name: z.string().nullable(),
  lastAt: z.date(),
  copies: z.array(phoneCopy),
})
export type SimulatedPhone = z.infer<typeof simulatedPhone>

/** Without an id: the empresa's first simulator. */
export const phonesInput = z.object({ id: z.uuid('Conexão desconhecida.').optional() })

/** Time of the product; `movable`: it can be moved forward here. */
export const productTime = z.object({
  now: z.date(),
  movable: z.boolean(),
  /** The clock is fast-forwarding; `done` from 0 to 1. */
  walk: z.object({ until: z.date(), done: z.number() }).nullable(),
})
export type ProductTime = z.infer<typeof productTime>

export const simulatorView = z.object({
  connectionId: z.uuid(),
  /** Every simulator of the empresa, the oldest first. */
  simulators: z.array(z.object({ id: z.uuid(), name: z.string() })),
  behaviour,
  /** Some phones answer by themselves. */
  answers: z.boolean(),
  phones: z.array(simulatedPhone),
  clock: productTime,
})
export type SimulatorView = z.infer<typeof simulatorView>
export const behaveInput = connectionRef.extend({ behaviour, answers: z.boolean() })
export type BehaveInput = z.output<typeof behaveInput>

export const phoneSaysInput = connectionRef
  .extend({
    phone: z.string().regex(/^\+\d{8,15}$/, 'Escolha um telefone.'),
    text: z.string().trim().max(4096, 'O texto é longo demais.'),
    /** A file that is attached to it. */
    sample: z.enum(SAMPLES).optional(),
  })
  .refine(({ text, sample }) => text !== '' || sample !== undefined, {
    path: ['text'],
    message: 'Escreva a mensagem.',
  })
export type PhoneSaysInput = z.output<typeof phoneSaysInput>

/** Thirty-one days at most in one step. */
export const advanceInput = z.object({ hours: z.number().int().min(1).max(744) })
