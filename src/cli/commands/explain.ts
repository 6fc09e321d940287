import type { Command } from 'commander'
import { explainDumpFile } from './explain/dump'
import { explainList } from './explain/list'
import { explainPhone } from './explain/phone'
import { explainWebhookCommand } from './explain/webhook'

/** `retoma explain`: how the product reads an input, without a database and without writing anything. */
export function explainCommands(program: Command): void {
  const explain = program
    .command('explain')
    .description('mostra como uma entrada é lida: telefone, lista, aviso, exportação…')
    .helpCommand(false)
  for (const add of [explainPhone, explainList, explainWebhookCommand, explainDumpFile]) add(explain)
}
