import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { pt } from 'zod/locales'
import { PROJECT_ROOT } from '~/runtime/paths'
import { connectionCommands } from './commands/connection'
import { empresaCommands } from './commands/empresa'
import { explainCommands } from './commands/explain'
import { importCommands } from './commands/import'
import { memberCommands } from './commands/member'
import { migrateCommands } from './commands/migrate'
import { statsCommands } from './commands/stats'
import { userCommands } from './commands/user'
import { failureOf } from './failure'

z.config({ ...pt(), customError: (issue) => (issue.input === undefined ? 'falta informar.' : undefined) })

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')))

const program = new Command('retoma')
  .description('Retoma: leads, carrinhos, pedidos e recuperação da sua loja.')
  .version(version, '-V, --version', 'mostra a versão')
  .configureHelp({
    styleTitle: (title) => TITLES[title] ?? title,
    styleUsage: (usage) => usage.replace('[options]', '[opções]').replace('[command]', '[comando]'),
    subcommandTerm: (command) => command.name(),
  })
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
  explainCommands,
  migrateCommands,
])
  add(program)

/** What commander would print by itself: help and version. */
let shown = ''
prepare(program)

/** Every command takes `--json`, and leaves what is printed and every error to us. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => (shown += text), writeErr: () => undefined })
    .option('--json', 'imprime um único objeto JSON')
    .helpOption('-h, --help', 'mostra esta ajuda')
  command.commands.forEach(prepare)
}

/** Runs the command of this process's arguments; its exit code says how it went. */
export async function main(): Promise<void> {
  const json = process.argv.includes('--json')
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      const text = shown.trimEnd()
      const object = error.code === 'commander.version' ? { version: text } : { help: text }
      process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${text}\n`)
    } else {
      const failure = failureOf(error)
      process.stderr.write(`${failure.line}\n`)
      if (json) process.stdout.write(`${JSON.stringify({ error: failure.error })}\n`)
      process.exitCode = failure.exitCode
    }
  }
}
