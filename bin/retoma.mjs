#!/usr/bin/env node
// The command line. Runs the TypeScript sources as they are, from any working directory.
import { fileURLToPath } from 'node:url'

/** Nothing of ours is loaded, so this says in the same two ways what `failure.ts` would. */
function fail(code, message, exitCode) {
  process.stderr.write(`Erro: ${message}\n`)
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
  process.exitCode = exitCode
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const interrupted = () => {
  fail('INTERRUPTED', 'Interrompido.', 130)
  process.exit()
}

for (const name of SIGNALS) process.on(name, interrupted)
try {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
  const { main } = await import('../src/cli/main.ts')
  // From here on the command hears them: it starts before the next signal is told.
  for (const name of SIGNALS) process.off(name, interrupted)
  await main()
} catch (error) {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  fail('INTERNAL', `O Retoma não pôde iniciar: ${said}. Rode npm ci e tente de novo.`, 1)
}
