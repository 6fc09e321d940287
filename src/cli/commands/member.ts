import type { Command } from 'commander'
import { z } from 'zod'
import { emailSchema, roleSchema } from '~/domains/access/schema'
import { addMember } from '~/domains/access/service/members'
import { userIdByEmail } from '~/domains/access/service/people'
import { slugSchema } from '~/domains/empresas/schema'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { perform } from '../action'

const options = z.object({ empresa: slugSchema, email: emailSchema, role: roleSchema })

/** `retoma member add` */
export function memberCommands(program: Command): void {
  program
    .command('member')
    .description('quem participa de qual empresa')
    .command('add')
    .description('põe uma pessoa numa empresa')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--email <email>', 'e-mail da pessoa')
    .option('--role <papel>', 'owner, admin, operator ou viewer')
    .action(
      perform({
        options,
        run: async ({ empresa, email, role }) => {
          const empresaId = await empresaIdBySlug(empresa)
          const userId = await userIdByEmail(email)
          await withEmpresa(systemScope(empresaId, 'Linha de comando'), (ctx) =>
            addMember(ctx, { userId, role }),
          )
          return {
            json: { empresaId, userId, empresa, email, role },
            text: [`${email} agora participa de ${empresa} como ${role}.`],
          }
        },
      }),
    )
}
