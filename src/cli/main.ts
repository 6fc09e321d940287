import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { pt } from 'zod/locales'
import { PROJECT_ROOT } from '~/runtime/paths'
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

type Add = (program: Command) => void

/** In the order of the help. Each module is loaded when it is asked for: it brings the part of the product that it needs. */
const COMMANDS: Record<string, () => Promise<Add>> = {
  empresa: async () => (await import('./commands/empresa')).empresaCommands,
  user: async () => (await import('./commands/user')).userCommands,
  member: async () => (await import('./commands/member')).memberCommands,
  connection: async () => (await import('./commands/connection')).connectionCommands,
  import: async () => (await import('./commands/import')).importCommands,
  stats: async () => (await import('./commands/stats')).statsCommands,
  explain: async () => (await import('./commands/explain')).explainCommands,
  migrate: async () => (await import('./commands/migrate')).migrateCommands,
}

/** Adds the command that the arguments name; all of them for the help, and for a name that none has. */
async function addCommands(args: readonly string[]): Promise<void> {
  const [name = ''] = args.filter((arg) => !arg.startsWith('-'))
  const asked = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program)
  prepare(program)
}

/** What commander would print by itself: help and version. */
let shown = ''

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
    await addCommands(process.argv.slice(2))
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
