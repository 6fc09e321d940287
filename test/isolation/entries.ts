import { z } from 'zod'
import type { EntryMeta } from '../../src/kernel/trpc'
import { exportEntries } from '../../src/wiring/exports'
import { appRouter } from '../../src/wiring/router'

type Json = {
  type?: string
  format?: string
  properties?: Record<string, Json>
  required?: string[]
  items?: Json
  anyOf?: Json[]
  oneOf?: Json[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  minLength?: number
  minItems?: number
  prefixItems?: Json[]
}
type Procedure = {
  _def: {
    type: 'query' | 'mutation' | 'subscription'
    meta?: EntryMeta
    inputs: z.ZodType[]
    output?: z.ZodType
  }
}
type Path = (string | number)[]

/** Anything that a user can call: a procedure or an export. */
export type Entry = {
  name: string
  kind: 'query' | 'mutation' | 'subscription' | 'export'
  meta: EntryMeta
  hasOutput: boolean
  /** Where the input carries uuids, in the order of its fields. */
  uuids: Path[]
  /** The least input that is valid, the uuids set to `ids`. */
  input: (ids: string[]) => Record<string, unknown>
}

function entryOf(
  name: string,
  kind: Entry['kind'],
  meta: EntryMeta,
  schemas: z.ZodType[],
  hasOutput: boolean,
): Entry {
  const shapes = schemas.map(
    (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json,
  )
  const uuids = shapes.flatMap((shape) => uuidPaths(shape, []))
  const base = () =>
    Object.assign(
      {},
      ...shapes.map((shape) => minimal(shape)),
      structuredClone(meta.example ?? {}),
    ) as Record<string, unknown>
  return {
    name,
    kind,
    meta,
    hasOutput,
    uuids,
    input: (ids) => {
      const input = base()
      uuids.forEach((path, n) => put(input, path, ids[n]))
      return input
    },
  }
}

/** Every procedure of the product. */
export const procedureEntries: Entry[] = Object.entries(appRouter._def.procedures).map(
  ([name, procedure]) => {
    const { type, meta, inputs, output } = (procedure as unknown as Procedure)._def
    return entryOf(name, type, meta ?? {}, inputs, output !== undefined)
  },
)

/** Every list that leaves as a file. */
export const exportedEntries: Entry[] = exportEntries.map((entry) =>
  entryOf(entry.name, 'export', entry.meta, [entry.input], true),
)

function uuidPaths(shape: Json, path: Path): Path[] {
  if (shape.format === 'uuid') return [path]
  const branches = shape.anyOf ?? shape.oneOf
  if (branches) {
    const found = branches.flatMap((branch) => uuidPaths(branch, path)).map((one) => JSON.stringify(one))
    return [...new Set(found)].map((one) => JSON.parse(one) as Path)
  }
  if (shape.items) return uuidPaths(shape.items, [...path, 0])
  return Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => uuidPaths(inner, [...path, name]))
}

function minimal(shape: Json): unknown {
  if ('const' in shape) return shape.const
  if (shape.enum) return shape.enum[0]
  const [branch] = shape.anyOf ?? shape.oneOf ?? []
  if (branch) return minimal(branch)
  if (shape.properties) {
    const needed = Object.entries(shape.properties).filter(([name]) => shape.required?.includes(name))
    return Object.fromEntries(needed.map(([name, inner]) => [name, minimal(inner)]))
  }
  if (shape.type === 'array')
    return Array.from({ length: shape.minItems ?? 0 }, () => minimal(shape.items ?? {}))
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(shape.minimum ?? 1, 1)
  if (shape.type === 'boolean') return true
  return 'x'.repeat(Math.max(shape.minLength ?? 1, 1))
}

/** Sets a value deep inside, making the way there; a list gets it as its only item. */
function put(target: Record<string | number, unknown>, path: Path, value: unknown): void {
  const [head, ...rest] = path
  if (head === undefined) return
  const next = rest[0]
  if (next === undefined) {
    target[head] = value
    return
  }
  target[head] ??= typeof next === 'number' ? [] : {}
  put(target[head] as Record<string | number, unknown>, rest, value)
}
