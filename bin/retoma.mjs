#!/usr/bin/env node
// The command line. Runs the TypeScript sources as they are, from any working directory.
import { fileURLToPath } from 'node:url'

try {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
  await import('../src/cli/main.ts')
} catch (error) {
  // Nothing of ours could be loaded, so this says in the same two ways what `failure.ts` would.
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  const message = `O Retoma não pôde iniciar: ${said}. Rode npm ci e tente de novo.`
  process.stderr.write(`Erro: ${message}\n`)
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { code: 'INTERNAL', message } })}\n`)
  process.exitCode = 1
}
