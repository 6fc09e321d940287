import superjson, { type SuperJSONResult } from 'superjson'
import { z } from 'zod'
import { AppError } from './errors'

/**
 * What a client may write in superjson: JSON, and beside it the paths of what JSON has no word for. Our pages send dates
 * and left-out fields; every other type of superjson's would only give a visitor code to run: a number of a million
 * digits, a pattern, a class. Paths are flat, as superjson writes them for these types. Which parts were one object is
 * left aside: each is there in full.
 */
const type = z.tuple([z.enum(['undefined', 'Date', 'number'])])
const wire = z.object({
  json: z.unknown().optional(),
  meta: z
    .object({
      values: z.union([type, z.record(z.string().max(500), type)]).optional(),
      v: z.number().optional(),
    })
    .optional(),
})

function fromClient(given: unknown): unknown {
  const parsed = wire.safeParse(given)
  if (!parsed.success) throw new AppError('BAD_INPUT', 'Pedido malformado.')
  return superjson.deserialize(parsed.data as SuperJSONResult, { inPlace: true })
}

/** tRPC's transformer: superjson, with few of its types on the way in. */
export const wireFormat = {
  input: { serialize: (value: unknown) => superjson.serialize(value), deserialize: fromClient },
  output: {
    serialize: (value: unknown) => superjson.serialize(value),
    deserialize: (value: SuperJSONResult): unknown => superjson.deserialize(value),
  },
}
