import { toAppError, type AppError } from '~/kernel/errors'
import type { DumpEnd } from './events'
import type { Layers } from './layers'
import type { Leftover } from './leftovers'
import { loadDump, warningsOf } from './load'
import { wantedTable } from './wanted'

/** A table in the file. `kind` is its role in an import; null when the import never reads it. */
export type ExplainedTable = {
  name: string
  rows: number
  columns: string[]
  kind: string | null
  /** Why the table would be left out, in Portuguese; null for a complete one. */
  damaged: string | null
}

/** How an export file is read. `refused` is why nothing can be read of it. */
export type ExplainedDump = {
  layers: string[]
  charset: string | null
  prefix: string | null
  tables: ExplainedTable[]
  skipped: Leftover[]
  warnings: string[]
  problems: string[]
  refused: AppError | null
}

const KINDS: [suffix: RegExp, kind: string][] = [
  [/^options$/, 'settings'],
  [/^(?:posts|postmeta|wc_order|woocommerce_order)/, 'orders'],
  [/^(?:users|usermeta)$/, 'customers'],
  [/^fv_/, 'leads'],
  [/^ac_|cart/, 'carts'],
]

/** A table of a shop without its prefix. */
const OWNED =
  /^(.*?)(?:options|posts|postmeta|users|usermeta|wc_order\w*|woocommerce_order_item\w*|fv_\w+|ac_\w+)$/

/**
 * Reads a file to its end as an import would, every row counted and none kept. Needs no database. Never throws for
 * faults of the file. Without a prefix it takes the one of the options table.
 */
export async function explainDump(
  file: { name: string; open: () => AsyncIterable<Uint8Array>; maxBytes?: number },
  prefix: string | null = null,
): Promise<ExplainedDump> {
  const tables = new Map<string, { rows: number; columns: Set<string>; copies: number }>()
  const damaged = new Map<string, string>()
  const entry = (name: string) => {
    const known = tables.get(name) ?? { rows: 0, columns: new Set<string>(), copies: 0 }
    tables.set(name, known)
    return known
  }
  let loaded: { end: DumpEnd; layers: Layers } | null = null
  let rejection: AppError | null = null
  try {
    loaded = await loadDump(file, {
      wants: (name, columns) => {
        // What an import keeps is decoded, to check its charset; of other tables rows are only counted.
        const owner = prefix ?? OWNED.exec(name)?.[1]
        return { columns: (owner !== undefined && wantedTable(owner, name, columns)?.columns) || [] }
      },
      table: (name, columns, created) => {
        const known = entry(name)
        if (created && known.rows > 0 && known.copies > 0)
          damaged.set(
            name,
            'está duas vezes no arquivo: parece ter mais de um banco, ou mais de uma cópia dele',
          )
        if (created) known.copies++
        for (const column of columns) known.columns.add(column)
      },
      rows: (name, rows) => {
        entry(name).rows += rows.length
      },
      broken: (name, reason) => {
        entry(name)
        if (!damaged.has(name)) damaged.set(name, reason)
      },
      restart: (late) => {
        for (const name of late) entry(name).rows = 0
      },
    })
  } catch (error) {
    rejection = toAppError(error)
  }
  if (loaded?.end.cutIn) {
    entry(loaded.end.cutIn)
    damaged.set(loaded.end.cutIn, 'o arquivo está cortado nela')
  }
  const options = [...tables].find(
    ([name, { columns }]) => name.endsWith('options') && columns.has('option_name'),
  )
  const own = prefix ?? options?.[0].slice(0, -'options'.length) ?? null
  const list = [...tables].map(([name, { rows, columns }]) => {
    const used = own !== null && wantedTable(own, name, [...columns]) !== null
    return {
      name,
      rows,
      columns: [...columns],
      kind: used ? kindOf(name.slice(own.length)) : null,
      damaged: damaged.get(name) ?? null,
    }
  })
  const whole = list
    .filter(({ name, kind }) => kind !== null && !damaged.has(name))
    .map(({ name, rows }): [string, number] => [name, rows])
  const spoken = loaded ? warningsOf(file.name, loaded, whole, damaged) : []
  const broken =
    loaded !== null && (loaded.end.cutIn !== null || damaged.size > 0 || loaded.layers.warnings.size > 0)
  return {
    layers: [...(loaded?.layers.names ?? [])],
    charset: loaded?.end.charset ?? null,
    prefix: own,
    tables: list,
    skipped: [
      ...(loaded?.end.leftovers.list() ?? []),
      ...[...(loaded?.layers.skipped ?? [])].map(([name, why]) => ({
        what: 'arquivo',
        where: name,
        why,
        count: 1,
        example: '',
      })),
    ],
    warnings: broken ? [] : spoken,
    problems: rejection ? [rejection.message] : broken ? spoken : [],
    refused: rejection,
  }
}

function kindOf(suffix: string): string {
  return KINDS.find(([form]) => form.test(suffix))?.[1] ?? 'carts'
}
