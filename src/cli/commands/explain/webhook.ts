import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { EXPLAINED, explainWebhook, type ExplainedEvent } from '~/adapters/whatsapp/explain'
import { webhookJson } from '~/adapters/whatsapp/webhook'
import { AppError } from '~/kernel/errors'
import { perform } from '../../action'

const options = z.object({
  provider: z.enum(EXPLAINED, `Escolha ${EXPLAINED.join(', ')}.`),
  file: z.string().min(1),
})

/** `retoma explain webhook`: what the portal reads in a gateway's deliveries. */
export function explainWebhookCommand(explain: Command): void {
  explain
    .command('webhook')
    .description('mostra o que o portal lê em um aviso de WhatsApp')
    .option('--provider <serviço>', EXPLAINED.join(', '))
    .option('--file <arquivo>', 'JSON de um aviso, de uma lista deles, ou um por linha')
    .action(
      perform({
        options,
        offline: true,
        async run({ provider, file }) {
          const { deliveries, problem } = deliveriesOf(await bytesOf(file))
          const { events, problems } = explainWebhook(provider, deliveries, new Date())
          const all = problem === null ? problems : [...problems, problem]
          return {
            json: { events, problems: all },
            text: [...events.map(lineOf), ...all.map((one) => `Problema: ${one}`)],
          }
        },
      }),
    )
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch {
    throw new AppError('BAD_INPUT', `O arquivo ${file} não existe ou não pode ser lido.`)
  }
}

/** One delivery, a list of them, or one a line, as a log has them. */
function deliveriesOf(bytes: Buffer): { deliveries: unknown[]; problem: string | null } {
  const whole = jsonOf(bytes)
  if (whole !== undefined) return { deliveries: Array.isArray(whole) ? whole : [whole], problem: null }
  const lines = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const read = lines.map((line) => jsonOf(Buffer.from(line)))
  const deliveries = read.filter((one) => one !== undefined)
  const unread = read.length - deliveries.length
  const problem = read.length === 0 || unread > 0 ? 'O arquivo não é JSON, ou só uma parte dele é.' : null
  return { deliveries, problem }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return webhookJson(bytes)
  } catch {
    return undefined
  }
}

function lineOf({ kind, direction, contact, text, media, answers }: ExplainedEvent): string {
  const parts = [
    direction === 'in' ? 'recebido' : 'enviado',
    kind,
    contact,
    media,
    text === null ? null : JSON.stringify(text),
  ]
  return [
    ...parts.filter((part) => part !== null),
    answers ? 'conta como resposta' : 'não conta como resposta',
  ].join(' · ')
}
