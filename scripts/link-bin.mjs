// npm links the programs of dependencies, not the project's own: `npx retoma` finds this link.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url))
mkdirSync(folder, { recursive: true })
rmSync(`${folder}retoma`, { force: true })
symlinkSync('../../bin/retoma.mjs', `${folder}retoma`)
