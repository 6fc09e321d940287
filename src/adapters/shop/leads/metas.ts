import { idRange } from '../paging'
import { text, type TableReader } from '../port'
import type { Table } from '../source'

export const ENTRY_META_COLUMNS = ['id', 'data_id', 'meta_key', 'meta_value'] as const
export type EntryMetaTable = Table<(typeof ENTRY_META_COLUMNS)[number]>

/** Size of a bucket as a range of entry ids, not a count of entries. */
const BUCKET = 1000
const STEP = 50_000
const PAGE = 5000
/** Rows of one bucket closer than this are read in one range. */
const GAP = 2000

type Stretch = { from: number; to: number }

/**
 * Finds the fields of form entries. `data_id` is text without an index, so no query can look up an entry's fields: one
 * scan over the ids alone records which ranges of `fv_entry_meta.id` contain the rows of a bucket of entries, and each
 * page then reads just those by id. Exact also when rows were imported out of order.
 */
export class EntryMetas {
  private stretches: Map<number, Stretch[]> | undefined

  constructor(
    private readonly reader: TableReader,
    private readonly table: EntryMetaTable,
  ) {}

  /** Fields by entry id, in the order of their rows. */
  async of(entries: ReadonlySet<number>): Promise<Map<number, [key: string, value: string][]>> {
    const stretches = (this.stretches ??= await this.findRanges())
    const { at } = this.table
    const fields = new Map<number, [string, string][]>()
    for (const stretch of merge(
      [...new Set([...entries].map(bucketOf))].flatMap((bucket) => stretches.get(bucket) ?? []),
    )) {
      const range = { after: stretch.from - 1, upTo: stretch.to, limit: PAGE }
      for await (const rows of idRange(this.reader, this.table, range)) {
        for (const row of rows) {
          const entry = Number(row[at.data_id])
          if (!entries.has(entry)) continue
          const field: [string, string] = [text(row[at.meta_key]) ?? '', text(row[at.meta_value]) ?? '']
          const known = fields.get(entry)
          if (known) known.push(field)
          else fields.set(entry, [field])
        }
      }
    }
    return fields
  }

  private async findRanges(): Promise<Map<number, Stretch[]>> {
    const stretches = new Map<number, Stretch[]>()
    const range = { after: 0, upTo: await this.reader.max(this.table.name, 'id'), limit: STEP }
    const ids = { name: this.table.name, columns: ['id', 'data_id'] }
    for await (const rows of idRange(this.reader, ids, range)) {
      for (const [idCell, entryCell] of rows) {
        const id = Number(idCell)
        const bucket = bucketOf(Number(entryCell))
        const known = stretches.get(bucket)
        const latest = known?.at(-1)
        if (latest && id - latest.to <= GAP) latest.to = id
        else if (known) known.push({ from: id, to: id })
        else stretches.set(bucket, [{ from: id, to: id }])
      }
    }
    return stretches
  }
}

function bucketOf(entry: number): number {
  return Math.floor(entry / BUCKET)
}

/** Ranges in order, overlapping ones merged, so that no row is read twice. */
function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = []
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const latest = merged.at(-1)
    if (latest && stretch.from <= latest.to + 1) latest.to = Math.max(latest.to, stretch.to)
    else merged.push({ ...stretch })
  }
  return merged
}
