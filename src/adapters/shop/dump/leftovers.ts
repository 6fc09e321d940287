/** What a reading skipped, by kind, with how often. */
export type Leftover = { what: string; where: string; why: string; count: number; example: string }

const MAX_KINDS = 200

/** Collects what was not read. Nothing is dropped without an entry; examples are truncated. */
export class Leftovers {
  private readonly found = new Map<string, Leftover>()

  add(what: string, example: string, where: string, why: string): void {
    const key = `${what}\n${where}\n${why}`
    const entry = this.found.get(key)
    if (entry) entry.count++
    else if (this.found.size < MAX_KINDS)
      this.found.set(key, { what, where, why, count: 1, example: tidy(example) })
  }

  /** A line that no exporter writes as SQL. `table` is the last one before it. */
  noise(line: string, table: string): void {
    if (line.trim()) this.add('texto', line, table, 'a linha não é SQL')
  }

  list(): Leftover[] {
    return [...this.found.values()]
  }
}

/** One line, without terminal control characters. */
function tidy(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 100)
}
