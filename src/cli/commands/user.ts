import type { Command } from 'commander'
import { z } from 'zod'
import { createUserInput } from '~/domains/access/schema'
import { createUser } from '~/domains/access/service/people'
import { perform } from '../action'

const options = createUserInput
  .omit({ password: true })
  .extend({ passwordStdin: z.literal(true, 'informe a senha pela entrada padrão, com esta opção.') })

/** `retoma user create` */
export function userCommands(program: Command): void {
  program
    .command('user')
    .description('pessoas que entram no portal')
    .command('create')
    .description('cria uma pessoa; a senha vem pela entrada padrão')
    .option('--email <email>', 'e-mail de acesso')
    .option('--name <nome>', 'nome da pessoa')
    .option('--password-stdin', 'lê a senha da entrada padrão')
    .action(
      perform({
        options,
        renamed: { password: 'passwordStdin' },
        run: async ({ email, name }, io) => {
          const password = await io.secret('--password-stdin', 'a senha')
          const user = await createUser({ email, name, password })
          return { json: { ...user, name }, text: [`${name} já pode entrar com ${user.email}.`] }
        },
      }),
    )
}
