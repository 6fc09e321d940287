import type { z } from 'zod'

export { enqueueEvent, sendEvent } from './engine/outbox'

/** An event that a domain publishes: what it is called and carries. */
export type EventDefinition<Name extends string, Schema extends z.ZodObject> = {
  name: Name
  schema: Schema
  /** An event to send. Events with the same `id` count once. */
  create: (data: z.input<Schema>, options?: { id?: string }) => CreatedEvent<Name, z.input<Schema>>
}

type CreatedEvent<Name extends string, Data> = {
  name: Name
  data: Data
  id?: string
  /** @throws ZodError when the data doesn't fit the event's schema */
  validate: () => Promise<void>
}

/**
 * Defines an event; `trigger(imported)` of kernel/inngest starts a function by it, and `imported.create({ … })` makes one.
 * Names are past tense; data is `empresaId` and ids. It needs no engine: Inngest's SDK would double a command's start.
 */
export function defineEvent<const Name extends string, Schema extends z.ZodObject>(
  name: Name,
  schema: Schema,
): EventDefinition<Name, Schema> {
  return {
    name,
    schema,
    create: (data, { id } = {}) => ({
      name,
      data,
      ...(id === undefined ? {} : { id }),
      validate: async () => void (await schema.parseAsync(data)),
    }),
  }
}
