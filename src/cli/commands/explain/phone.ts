import type { Command } from 'commander'
import { z } from 'zod'
import { parsePhone } from '~/kernel/phone'
import { perform } from '../../action'

const STATES = { valid: 'válido', incomplete: 'sem DDD', invalid: 'inválido', none: 'sem telefone' }

/** `retoma explain phone --json -- "(11) 98765-4321"`: `{input, state, e164}`; state: valid, incomplete, invalid, none. */
export function explainPhone(explain: Command): void {
  explain
    .command('phone')
    .description('mostra como um telefone é lido')
    .argument('<texto>', 'o telefone como foi escrito')
    .action(async (text: string, options: Record<string, unknown>, command: Command) =>
      perform({
        offline: true,
        options: z.object({ text: z.string() }),
        run: ({ text }) => {
          const { e164, status } = parsePhone(text)
          return Promise.resolve({
            json: { input: text, state: status, e164 },
            text: [`${text}: ${e164 ?? STATES[status]}`],
          })
        },
      })({ ...options, text }, command),
    )
}
