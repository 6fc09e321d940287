import { z } from 'zod'
import { testShop } from '~/adapters/shop/open'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  askedImport,
  connectionInput,
  connectionRef,
  connectionTest,
  connectionView,
  dailyInput,
  identityAnswerInput,
  identityQuestion as identityQuestionView,
  mappingInput,
  refusedInput,
  refusedPage,
  runCreated,
  runRef,
  runsInput,
  runsPage,
  runView,
  shopWebhookView,
} from './schema'
import {
  approveHostKey,
  forgetHostKey,
  listConnections,
  removeConnection,
  saveConnection,
  saveDaily,
  saveMapping,
} from './service/connections'
import { answerIdentity, identityQuestion } from './service/identity'
import { activeRun, getRun, listRefused, listRuns } from './service/runs'
import { getShopWebhook, removeShopWebhook, renewShopWebhook } from './service/shop-webhook'
import { cancelImport, startImport } from './service/start-import'
import { testConnection } from './service/test-connection'

const DUMP = { kind: 'dump' } as const

const connectionRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(connectionView))
    .query(({ ctx }) => ctx.unit(listConnections)),
  save: empresaProcedure('admin')
    .meta({ ids: [], example: { connection: { ...DUMP, prefix: 'wp_' } } })
    .input(z.object({ connection: connectionInput }))
    .output(connectionView)
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveConnection(unit, input.connection))),
  test: empresaProcedure('admin')
    .meta({ ids: [], example: DUMP })
    .input(connectionRef)
    .output(connectionTest)
    .mutation(({ ctx, input }) => testConnection(ctx.scope, input.kind, testShop)),
  setMapping: empresaProcedure('admin')
    .meta({ ids: [], example: { ...DUMP, mapping: { name: ['Nome_3'] } } })
    .input(mappingInput)
    .output(connectionView)
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveMapping(unit, input))),
  setDaily: empresaProcedure('admin')
    .meta({ ids: [], example: { ...DUMP, dailyAt: '06:30' } })
    .input(dailyInput)
    .output(connectionView)
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveDaily(unit, input))),
  approveHostKey: empresaProcedure('admin')
    .meta({ ids: [] })
    .output(connectionView)
    .mutation(({ ctx }) => ctx.unit(approveHostKey)),
  forgetHostKey: empresaProcedure('admin')
    .meta({ ids: [] })
    .output(connectionView)
    .mutation(({ ctx }) => ctx.unit(forgetHostKey)),
  question: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(identityQuestionView.nullable())
    .query(({ ctx }) => ctx.unit(identityQuestion)),
  answerQuestion: empresaProcedure('admin')
    .meta({ ids: [], example: { answer: 'mesma' } })
    .input(identityAnswerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => answerIdentity(unit, input.answer))),
  webhook: empresaProcedure('admin')
    .meta({ ids: [] })
    .output(shopWebhookView.nullable())
    .query(({ ctx }) => ctx.unit(getShopWebhook)),
  renewWebhook: empresaProcedure('admin')
    .meta({ ids: [] })
    .output(shopWebhookView.nullable())
    .mutation(({ ctx }) => ctx.unit(renewShopWebhook)),
  removeWebhook: empresaProcedure('admin')
    .meta({ ids: [] })
    .output(z.void())
    .mutation(({ ctx }) => ctx.unit(removeShopWebhook)),
  remove: empresaProcedure('admin')
    .meta({ ids: [], example: DUMP })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeConnection(unit, input.kind))),
})

export const importsRouter = router({
  connections: connectionRouter,
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(runsInput)
    .output(runsPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listRuns(unit, input))),
  active: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(runView.nullable())
    .query(({ ctx }) => ctx.unit(activeRun)),
  get: empresaProcedure('viewer')
    .meta({ ids: ['import'] })
    .input(runRef)
    .output(runView)
    .query(({ ctx, input }) => ctx.unit((unit) => getRun(unit, input.id))),
  refused: empresaProcedure('viewer')
    .meta({ ids: ['import'] })
    .input(refusedInput)
    .output(refusedPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listRefused(unit, input))),
  start: empresaProcedure('operator')
    .meta({ ids: [], example: { kinds: ['leads'], period: 'hoje' } })
    .input(askedImport)
    .output(runCreated)
    .mutation(({ ctx, input }) => ctx.unit((unit) => startImport(unit, input))),
  cancel: empresaProcedure('operator')
    .meta({ ids: ['import'] })
    .input(runRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => cancelImport(unit, input.id))),
})
