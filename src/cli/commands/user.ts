import type { Command } from 'commander'
import { z } from 'zod'
import { createUserInput, emailSchema } from '~/domains/access/schema'
import { linkFor } from '~/domains/access/service/password-links'
import {
  createUser,
  setPassword,
  setUserActive,
  userIdByEmail,
  type Outside,
} from '~/domains/access/service/users'
import { systemClock } from '~/kernel/clock'
import { perform } from '../action'

const passwordStdin = z.literal(true, 'informe a senha pela entrada padrão, com esta opção.')
const who = z.object({ email: emailSchema })

/** The actor, in the audit log of each empresa of the user. */
const outside = (): Outside => ({
  actor: { kind: 'system', name: 'Linha de comando' },
  request: { ip: null, path: null },
  now: systemClock(),
})

/** `retoma user create`, `set-password`, `reset-link`, `deactivate` and `activate` */
export function userCommands(program: Command): void {
  const group = program.command('user').description('pessoas que entram no portal')
  addCreate(group)
  addSetPassword(group)
  addResetLink(group)
  addActive(
    group,
    'deactivate',
    'desativa uma pessoa em todas as empresas, a partir do próximo pedido',
    false,
  )
  addActive(group, 'activate', 'deixa a pessoa entrar de novo', true)
}

function addCreate(group: Command): void {
  group
    .command('create')
    .description('cria uma pessoa; a senha vem pela entrada padrão')
    .option('--email <email>', 'e-mail de acesso')
    .option('--name <nome>', 'nome da pessoa')
    .option('--password-stdin', 'lê a senha da entrada padrão')
    .action(
      perform({
        options: createUserInput.omit({ password: true }).extend({ passwordStdin }),
        renamed: { password: 'passwordStdin' },
        run: async ({ email, name }, io) => {
          const password = await io.secret('--password-stdin', 'a senha')
          const user = await createUser({ email, name, password })
          return { json: { ...user, name }, text: [`${name} já pode entrar com ${user.email}.`] }
        },
      }),
    )
}

function addSetPassword(group: Command): void {
  group
    .command('set-password')
    .description('troca a senha de uma pessoa e encerra o que ela tem aberto')
    .option('--email <email>', 'e-mail de acesso')
    .option('--password-stdin', 'lê a senha da entrada padrão')
    .action(
      perform({
        options: who.extend({ passwordStdin }),
        renamed: { password: 'passwordStdin', '': 'passwordStdin' },
        run: async ({ email }, io) => {
          const id = await userIdByEmail(email)
          await setPassword(id, await io.secret('--password-stdin', 'a senha'), outside())
          return { json: { id, email }, text: [`A senha de ${email} foi trocada.`] }
        },
      }),
    )
}

function addResetLink(group: Command): void {
  group
    .command('reset-link')
    .description('mostra um link, de 1 hora e uma vez só, para a pessoa escolher a senha')
    .option('--email <email>', 'e-mail de acesso')
    .action(
      perform({
        options: who,
        run: async ({ email }) => {
          const link = await linkFor(email, systemClock())
          return { json: { email, link }, text: [link] }
        },
      }),
    )
}

function addActive(group: Command, name: string, description: string, active: boolean): void {
  group
    .command(name)
    .description(description)
    .option('--email <email>', 'e-mail de acesso')
    .action(
      perform({
        options: who,
        run: async ({ email }) => {
          const id = await userIdByEmail(email)
          await setUserActive(id, active, outside())
          return {
            json: { id, email, active },
            text: [`${email} foi ${active ? 'reativado' : 'desativado'}.`],
          }
        },
      }),
    )
}
