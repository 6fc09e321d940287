import type { Command } from 'commander'
import { createEmpresaInput } from '~/domains/empresas/schema'
import { newEmpresa } from '~/wiring/new-empresa'
import { perform } from '../action'

/** `retoma empresa create` */
export function empresaCommands(program: Command): void {
  program
    .command('empresa')
    .description('empresas (lojas) do portal')
    .command('create')
    .description('cria uma empresa')
    .option('--slug <slug>', 'nome curto, que aparece no endereço: minha-loja')
    .option('--name <nome>', 'nome da empresa')
    .option('--timezone <fuso>', 'fuso horário IANA (padrão America/Sao_Paulo)')
    .action(
      perform({
        options: createEmpresaInput,
        run: async (input) => {
          const { id } = await newEmpresa(input)
          return { json: { id, ...input }, text: [`Empresa ${input.name} criada (${input.slug}).`] }
        },
      }),
    )
}
