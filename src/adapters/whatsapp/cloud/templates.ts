import { z } from 'zod'
import type { Client } from '../client'
import type { ApprovedTemplate } from '../port'
import type { CloudConfig } from './config'

const component = z.looseObject({
  type: z.string(),
  format: z.string().nullish(),
  text: z.string().nullish(),
  buttons: z.array(z.looseObject({ type: z.string(), url: z.string().nullish() })).nullish(),
})
const entry = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().nullish(),
  parameter_format: z.string().nullish(),
  components: z.array(component).default([]),
})
const page = z.object({
  data: z.array(entry),
  paging: z
    .object({ next: z.string().nullish(), cursors: z.object({ after: z.string().nullish() }).nullish() })
    .nullish(),
})
type Entry = z.infer<typeof entry>

/** More than any shop has; a wrong answer must not keep us paging. */
const MAX_PAGES = 10

/**
 * The templates that Meta has approved for an account, each with the reason why we couldn't fill it, if any. @throws
 * AppError
 */
export async function approvedTemplates(
  { version, accessToken }: CloudConfig,
  client: Client,
  accountId: string,
): Promise<ApprovedTemplate[]> {
  const found: ApprovedTemplate[] = []
  let after: string | null = null
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const query = new URLSearchParams({
      fields: 'name,language,status,category,parameter_format,components',
      limit: '100',
      ...(after === null ? {} : { after }),
    })
    const given: z.infer<typeof page> = await client.json(
      {
        method: 'GET',
        path: `/${version}/${accountId}/message_templates?${query.toString()}`,
        headers: { authorization: `Bearer ${accessToken}` },
      },
      page,
    )
    found.push(...given.data.filter(({ status }) => status === 'APPROVED').map(templateOf))
    after = given.paging?.next ? (given.paging.cursors?.after ?? null) : null
    if (after === null) break
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || a.language.localeCompare(b.language))
}

function templateOf(given: Entry): ApprovedTemplate {
  const body = given.components.find(({ type }) => type.toUpperCase() === 'BODY')?.text ?? ''
  return {
    name: given.name,
    language: given.language,
    category: given.category?.toUpperCase() ?? '',
    body,
    holes: holesOf(body).length,
    unusable: whyUnusable(given, body),
  }
}

/** `{{1}}`, `{{2}}`… of a body, each once. */
function holesOf(body: string): string[] {
  return [...new Set([...body.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)].map(([, name = '']) => name))]
}

/** What our sends could not fill in: Meta would reject every such message (132000, 132012). */
function whyUnusable(given: Entry, body: string): string | null {
  if (given.category?.toUpperCase() === 'AUTHENTICATION') return 'É de código de acesso: só serve para isso.'
  if (body === '') return 'Não tem texto.'
  const holes = holesOf(body)
  if (given.parameter_format?.toUpperCase() === 'NAMED' || holes.some((name) => !/^\d+$/.test(name)))
    return 'Usa variáveis com nome; refaça-o na Meta com {{1}}, {{2}}.'
  if (holes.some((name) => Number(name) < 1 || Number(name) > holes.length))
    return 'As variáveis não seguem a ordem {{1}}, {{2}}.'
  for (const { type, format, text, buttons } of given.components) {
    if (type.toUpperCase() === 'HEADER' && (format ?? 'TEXT').toUpperCase() !== 'TEXT')
      return 'O cabeçalho leva um arquivo, que o Retoma não envia.'
    if (type.toUpperCase() === 'HEADER' && holesOf(text ?? '').length > 0)
      return 'O cabeçalho tem uma variável.'
    if (
      buttons?.some(
        (button) =>
          holesOf(button.url ?? '').length > 0 || !/^(?:QUICK_REPLY|URL|PHONE_NUMBER)$/i.test(button.type),
      )
    )
      return 'Tem um botão que pede um valor a cada envio.'
  }
  return null
}
