import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { slugSchema } from '~/domains/empresas/schema'
import { IMPORT_KINDS } from '~/domains/imports/kinds'
import { importKind, type RefusedRow, type RunView } from '~/domains/imports/schema'
import { acceptNextShop, identityQuestion } from '~/domains/imports/service/identity'
import { activeRun, getRun, listRefused } from '~/domains/imports/service/runs'
import { cancelImport, startImport } from '~/domains/imports/service/start-import'
import type { Stats } from '~/domains/reports/schema'
import { stats } from '~/domains/reports/service'
import { AppError, ERROR_CODES, type ErrorCode } from '~/kernel/errors'
import { day } from '~/kernel/period'
import { PERIODS } from '~/kernel/period-names'
import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { perform, type Io, type Result } from '../action'
import { Interrupted } from '../failure'
import { patiently } from '../patience'
import { hostKeyText, refuseUnreachable } from '../reach-shop'
import { progressLine } from '../progress-line'
import { statsText } from './stats'
import { workerAtHand, type WorkerAtHand } from '../worker-at-hand'

const TYPES = ['all', ...IMPORT_KINDS] as const

const options = z
  .object({
    empresa: slugSchema,
    type: z.enum(TYPES, `escolha ${TYPES.join(', ')}.`),
    from: day.optional(),
    to: day.optional(),
    period: z.enum(PERIODS, `escolha ${PERIODS.join(', ')}.`).optional(),
    checkRecovery: z.literal(true).optional(),
    sameShop: z.literal(true).optional(),
  })
  .superRefine(({ from, to, period }, ctx) => {
    const named = period !== undefined
    const dated = from !== undefined || to !== undefined
    const reject = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (named && dated) reject('period', 'use --period ou --from e --to, não os dois.')
    if (!named && !dated) reject('period', 'informe o período, ou --from e --to.')
    if (from !== undefined && to !== undefined && from > to)
      reject('to', 'a data final vem antes da inicial.')
  })

/** `retoma import` */
export function importCommands(program: Command): void {
  program
    .command('import')
    .description('importa da loja e espera o fim')
    .option('--empresa <slug>', 'nome curto da empresa')
    .option('--type <tipo>', TYPES.join(', '))
    .option('--from <AAAA-MM-DD>', 'primeiro dia')
    .option('--to <AAAA-MM-DD>', 'último dia')
    .option('--period <periodo>', PERIODS.join(', '))
    .option('--same-shop', 'a loja mudou de endereço: aceita a que a conexão encontrar agora')
    .option('--check-recovery', 'mostra também a recuperação do período, já conferida')
    .action(perform({ options, polite: true, run: importAndWait }))
}

async function importAndWait(input: z.output<typeof options>, io: Io): Promise<Result> {
  const { empresa, type, checkRecovery, sameShop, ...period } = input
  const scope = systemScope(await empresaIdBySlug(empresa), 'Linha de comando')
  const kinds = type === 'all' ? [...IMPORT_KINDS] : [importKind.parse(type)]
  const worker = workerAtHand()
  /** The run goes on without this command: reads of it may be repeated after the database restarted. */
  const ask = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => patiently(() => withEmpresa(scope, work), io)
  try {
    await worker.check()
    await waitForOther(scope, worker, io)
    const pinned = await refuseUnreachable(scope)
    if (pinned) io.note(hostKeyText(pinned))
    if (io.signal.aborted) throw new Interrupted('Interrompido antes de começar. Nada foi lido.')
    const { id } = await withEmpresa(scope, async (ctx) => {
      if (sameShop) await acceptNextShop(ctx)
      return startImport(ctx, { kinds, ...period }, { startedBy: 'cli' })
    })
    const run = await follow(scope, id, worker, io)
    if (run) {
      const recovery = checkRecovery && run.status === 'done' ? await ask((ctx) => stats(ctx, period)) : null
      const refused = await ask((ctx) => listRefused(ctx, { id, size: REFUSED_SHOWN }))
      if (run.status === 'failed' && (await ask(identityQuestion)))
        io.note('Se for a mesma loja em outro endereço, repita com --same-shop.')
      return outcomeOf(run, refused.rows, recovery)
    }
    await ask((ctx) => cancelImport(ctx, id))
    throw new Interrupted('Importação cancelada. O que já tinha sido lido ficou guardado.')
  } finally {
    await worker.stop()
  }
}

/** One import at a time: another one under way, or left by a process that was killed, is brought to its end first. */
async function waitForOther(scope: EmpresaScope, worker: WorkerAtHand, io: Io): Promise<void> {
  for (let other = await withEmpresa(scope, activeRun); other; other = await withEmpresa(scope, activeRun)) {
    io.note('Há outra importação em andamento; esperando que termine…')
    if (!(await follow(scope, other.id, worker, io))) throw new Interrupted('Interrompido.')
  }
}

/** Shows a run's progress until it ends. @returns the run, or null at the first signal. */
async function follow(
  scope: EmpresaScope,
  id: string,
  worker: WorkerAtHand,
  io: Io,
): Promise<RunView | null> {
  const line = progressLine(process.stderr)
  try {
    for (let round = 0; ; round++) {
      if (round % 20 === 0) await patiently(() => worker.check(), io)
      const run = await patiently(() => withEmpresa(scope, (ctx) => getRun(ctx, id)), io)
      if (run.finishedAt !== null) return run
      if (io.signal.aborted) return null
      line.show(run)
      await sleep(200, undefined, { signal: io.signal }).catch(() => undefined)
    }
  } finally {
    line.end()
  }
}

/** Of the rows that could not be read: the portal lists them all. */
const REFUSED_SHOWN = 5

const shownRefused = ({ kind, sourceTable, sourceKey, reason }: RefusedRow) => {
  return { kind, table: sourceTable, key: sourceKey, reason }
}
const refusedText = ({ sourceTable, sourceKey, reason }: RefusedRow) =>
  `Recusado: ${sourceTable} ${sourceKey}: ${reason}`

function outcomeOf(run: RunView, refused: readonly RefusedRow[], figures: Stats | null): Result {
  const counts = run.parts.map(({ kind, read, created, changed, unchanged, refused, noted }) => [
    kind,
    { read, created, changed, unchanged, refused, ...(noted > 0 ? { noted } : {}) },
  ])
  return {
    json: {
      run: run.id,
      status: run.status,
      ...Object.fromEntries(counts),
      notes: run.notes,
      ...(refused.length > 0 ? { refused_rows: refused.map(shownRefused) } : {}),
      ...(figures ? { recovery: { ...figures.carts, ...figures.recovery } } : {}),
    },
    text: [...run.summary, ...refused.map(refusedText), ...run.notes, ...(figures ? statsText(figures) : [])],
    ...(run.status === 'done' ? {} : { failure: failureOfRun(run) }),
  }
}

const ERROR_NAMES = Object.keys(ERROR_CODES) as ErrorCode[]

function failureOfRun({ status, error }: RunView): AppError {
  const fallback = status === 'cancelled' ? 'A importação foi cancelada.' : 'A importação falhou.'
  const code = ERROR_NAMES.find((name) => name === error?.code)
  return new AppError(code ?? (status === 'cancelled' ? 'CONFLICT' : 'INTERNAL'), error?.message ?? fallback)
}
