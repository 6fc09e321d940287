import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { pt } from 'zod/locales'
import { connectionCommands } from './commands/connection'
import { empresaCommands } from './commands/empresa'
import { importCommands } from './commands/import'
import { memberCommands } from './commands/member'
import { statsCommands } from './commands/stats'
import { userCommands } from './commands/user'
import { failureOf } from './failure'

z.config({ ...pt(), customError: (issue) => (issue.input === undefined ? 'falta informar.' : undefined) })

const program = new Command('retoma')
  .description('Retoma: leads, carrinhos, pedidos e recuperação da sua loja.')
  .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
  .helpOption('-h, --help', 'mostra esta ajuda')
  .helpCommand(false)

const TITLES: Record<string, string> = { 'Usage:': 'Uso:', 'Options:': 'Opções:', 'Commands:': 'Comandos:' }

for (const add of [
  empresaCommands,
  userCommands,
  memberCommands,
  connectionCommands,
  importCommands,
  statsCommands,
])
  add(program)
prepare(program)

/** Every leaf prints one JSON object with `--json`, and leaves errors to us. */
function prepare(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  command.commands.forEach(prepare)
  if (command.commands.length > 0) return
  command.option('--json', 'imprime um único objeto JSON').helpOption('-h, --help', 'mostra esta ajuda')
}

try {
  await program.parseAsync()
} catch (error) {
  const shown = error instanceof CommanderError && error.exitCode === 0
  if (!shown) {
    const failure = failureOf(error)
    process.stderr.write(`${failure.line}\n`)
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: failure.error })}\n`)
    process.exitCode = failure.exitCode
  }
}
