import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { SYSTEM_FOLDER } from './binaries'
import { readIfThere, writeOnce, writeWhole } from './kept-file'
import { dataDir } from './paths'
import { canEnter, serverUser } from './system-user'

const placeSchema = z.object({ folder: z.string().min(1), port: z.number().int().nullable() })
/** Where this installation's database lives, remembered in `banco.json`. */
export type Place = z.infer<typeof placeSchema>

const fileOf = () => path.join(dataDir(), 'banco.json')

/** The place of the database, chosen on the first call: inside the data folder, unless the server's user can't get there. */
export function databasePlace(): Place {
  const kept = readIfThere(fileOf()) ?? writeOnce(fileOf(), JSON.stringify({ folder: choose(), port: null }))
  return placeSchema.parse(JSON.parse(kept))
}

/** Remembers the port that the server really got. */
export function rememberPort(port: number): void {
  const place = databasePlace()
  if (place.port !== port) writeWhole(fileOf(), JSON.stringify({ ...place, port }))
}

function choose(): string {
  const home = dataDir()
  if (canEnter(serverUser(), home)) return path.join(home, 'pg')
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 })
  return path.join(SYSTEM_FOLDER, createHash('sha256').update(home).digest('hex').slice(0, 12))
}
