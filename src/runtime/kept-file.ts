import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Content of a file, or null when there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function stage(file: string, content: string): string {
  const staged = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(staged, content, { mode: 0o600 })
  return staged
}

/** Writes a private file (mode 0600) whole or not at all. */
export function writeWhole(file: string, content: string): void {
  renameSync(stage(file, content), file)
}

/** Writes a private file unless it exists; of several processes one wins. @returns what stands in the file now. */
export function writeOnce(file: string, content: string): string {
  const staged = stage(file, content)
  try {
    linkSync(staged, file)
    return content
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(staged, { force: true })
  }
}
