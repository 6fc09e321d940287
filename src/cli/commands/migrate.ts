import type { Command } from 'commander'
import { z } from 'zod'
import { AppError } from '~/kernel/errors'
import { perform } from '../action'

/** `retoma migrate` */
export function migrateCommands(program: Command): void {
  program
    .command('migrate')
    .description('atualiza o banco de dados e sai')
    .action(
      perform({
        options: z.strictObject({}),
        // The start of every command migrates where it may: here that is all there is to do.
        run: (_options, { migrated }) => {
          if (migrated === null)
            throw new AppError('BAD_INPUT', 'Defina DATABASE_OWNER_URL: só o papel retoma_owner pode migrar.')
          const text =
            migrated.length === 0 ? ['O banco já estava em dia.'] : migrated.map((name) => `✓ ${name}`)
          return Promise.resolve({ json: { applied: migrated }, text })
        },
      }),
    )
}
