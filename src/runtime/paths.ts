import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { env } from '~/env'

/** Root of the project, whatever the working directory is. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../..')

/** The file whose variables the command line, the worker, the demonstration and Next share. */
export const ENV_FILE = path.join(PROJECT_ROOT, '.env')

/** The product's data folder (secrets, state, the embedded database unless its system user can't get there), created. */
export function dataDir(): string {
  const folder = path.resolve(PROJECT_ROOT, env().RETOMA_DATA_DIR)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Folder of the log files inside the data folder, created. */
export function logDir(): string {
  const folder = path.join(dataDir(), 'logs')
  mkdirSync(folder, { recursive: true })
  return folder
}
