import type { Command } from 'commander'
import { z } from 'zod'
import { emailSchema, roleSchema } from '~/domains/access/schema'
import { putMember, removeMember } from '~/domains/access/service/members'
import { userIdByEmail } from '~/domains/access/service/users'
import { slugSchema } from '~/domains/empresas/schema'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { perform } from '../action'

const who = z.object({ empresa: slugSchema, email: emailSchema })

/** `retoma member add` and `retoma member remove` */
export function memberCommands(program: Command): void {
  const group = program.command('member').description('quem participa de qual empresa')
  group
    .command('add')
    .description('põe uma pessoa numa empresa, ou muda o papel de quem já está')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--email <email>', 'e-mail da pessoa')
    .option('--role <papel>', 'owner, admin, operator ou viewer')
    .action(
      perform({
        options: who.extend({ role: roleSchema }),
        run: async ({ empresa, email, role }) => {
          const { empresaId, userId, scope } = await found(empresa, email)
          const { added } = await withEmpresa(scope, (ctx) => putMember(ctx, { userId, role }))
          return {
            json: { empresaId, userId, empresa, email, role, added },
            text: [`${email} ${added ? 'agora participa' : 'participa'} de ${empresa} como ${role}.`],
          }
        },
      }),
    )
  group
    .command('remove')
    .description('tira uma pessoa de uma empresa')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--email <email>', 'e-mail da pessoa')
    .action(
      perform({
        options: who,
        run: async ({ empresa, email }) => {
          const { empresaId, userId, scope } = await found(empresa, email)
          await withEmpresa(scope, (ctx) => removeMember(ctx, { userId }))
          return { json: { empresaId, userId, empresa, email }, text: [`${email} saiu de ${empresa}.`] }
        },
      }),
    )
}

async function found(empresa: string, email: string) {
  const empresaId = await empresaIdBySlug(empresa)
  return { empresaId, userId: await userIdByEmail(email), scope: systemScope(empresaId, 'Linha de comando') }
}
