import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { EXPLAINED, explainWebhook, type ExplainedEvent } from '~/adapters/whatsapp/explain'
import { webhookJson } from '~/adapters/whatsapp/webhook'
import { decodeText } from '~/domains/campaigns/text-file'
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
          // A file of which nothing is a delivery is the wrong file.
          const failure =
            deliveries.length === 0 && problem !== null ? new AppError('BAD_INPUT', problem) : null
          return {
            json: { events, problems: all },
            text: [...events.map(lineOf), ...(failure ? [] : all.map((one) => `Problema: ${one}`))],
            ...(failure ? { failure } : {}),
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

/** One delivery, a list of them, or several one after the other, as a log has them. */
function deliveriesOf(bytes: Buffer): { deliveries: unknown[]; problem: string | null } {
  const text = decodeText(bytes).trim()
  if (text === '') return { deliveries: [], problem: 'O arquivo está vazio.' }
  const whole = jsonOf(text)
  if (whole !== undefined) return { deliveries: Array.isArray(whole) ? whole : [whole], problem: null }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const read = lines.map(jsonOf)
  const deliveries = read.filter((one) => typeof one === 'object' && one !== null)
  if (deliveries.length === lines.length) return { deliveries, problem: null }
  // Written over several lines, one after the other.
  const parts = text.split(/(?<=^\})\s*(?=\{)/m).map(jsonOf)
  if (parts.length > 1 && parts.every((one) => one !== undefined)) return { deliveries: parts, problem: null }
  const problem = 'O arquivo não é JSON, ou só uma parte dele é.'
  return { deliveries, problem }
}

function jsonOf(text: string): unknown {
  try {
    return webhookJson(Buffer.from(text))
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
