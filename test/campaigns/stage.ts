import type { CampaignSource } from '../../src/domains/campaigns/schema'
import { makeEmpresa } from '../../src/domains/access/factory'
import { createCampaign } from '../../src/domains/campaigns/service/drafts'
import { getCampaign } from '../../src/domains/campaigns/service/read'
import { campaignSubject } from '../../src/domains/campaigns/subjects'
import { makeConnection } from '../../src/domains/outbox/factory'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { serveRound } from '../../src/domains/outbox/service/dispatch/loop'
import { ensureTemplates, saveTemplate } from '../../src/domains/templates/service/templates'
import { subjectRegistry } from '../../src/domains/outbox/subjects'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '../../src/kernel/tenancy/unit'

/** Friday, noon in Brasília. */
export const START = new Date('2026-11-20T15:00:00Z')

/** An empresa with a simulated connection, a template and a clock that a test moves. */
export async function shop() {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'teste', clock)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const connection = await run((ctx) => makeConnection(ctx))
  const template = await unit(async (ctx) => {
    await ensureTemplates(ctx)
    return (await saveTemplate(ctx, { kind: 'livre', name: 'Teste', body: 'Oi, {nome}!', active: true })).id
  })
  const deps = dispatchDeps(subjectRegistry([campaignSubject]), clock)
  return {
    scope,
    run,
    unit,
    connection,
    template,
    draft: (source: CampaignSource) =>
      unit((ctx) =>
        createCampaign(ctx, { name: 'Novidades', templateId: template, connectionId: connection, source }),
      ).then(({ id }) => id),
    get: (id: string) => unit((ctx) => getCampaign(ctx, id)),
    /** Serves the queue for so many seconds of the product's time. */
    pass: async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        now.at = new Date(now.at.getTime() + 1000)
        await serveRound(deps, 'w')
      }
    },
  }
}

/** A list of so many recipients, with lines of its own behind. */
export const file = (count: number, more = ''): CampaignSource => ({
  kind: 'arquivo',
  text: `nome;telefone;cidade\n${Array.from({ length: count }, (_, n) => `Ana ${String(n)};(31) 98765-${String(1000 + n)};BH`).join('\n')}\n${more}`,
})
