// Generates the Prisma client without its schema engine, which closed networks can't download and generating doesn't use.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const prisma = fileURLToPath(new URL('../node_modules/prisma/build/index.js', import.meta.url))
execFileSync(process.execPath, [prisma, 'generate', '--no-hints'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, ...process.env },
})
