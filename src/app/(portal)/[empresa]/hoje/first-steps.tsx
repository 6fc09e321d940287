import { ArrowUpRight, Check, Circle, Database, FileUp, Minus, Smartphone } from 'lucide-react'
import Link from 'next/link'
import type { StartStep } from '~/domains/empresas/schema'
import type { RunView } from '~/domains/imports/schema'
import { isUnderWay } from '~/domains/imports/ui/run-status'
import type { Cohort } from '~/domains/reports/schema'
import { ButtonLink } from '~/ui/button'
import { Card } from '~/ui/card'
import { percent } from '~/ui/money'
import { openPage } from '../open-page'
import { CloseSteps, FirstImport, SkipStep, StepProgress } from './first-steps-actions'
import { firstSteps, type Step } from './first-steps-state'

const TITLES: Record<StartStep, string> = {
  loja: 'A sua loja',
  importacao: 'A primeira importação',
  numero: 'O seu WhatsApp',
}
const HINTS: Record<StartStep, string> = {
  loja: 'O Retoma lê o banco do WooCommerce, ou um arquivo de exportação dele. Nada é escrito na loja.',
  importacao: 'Carrinhos, leads, pedidos e clientes desde o começo. Pode sair da página: ela continua.',
  numero: 'Por onde as mensagens saem. Com o simulador você experimenta tudo sem que nada saia.',
}

/** The state of an empresa's first steps, and what they need to know; null for members who don't manage, and once closed. */
export async function readFirstSteps(slug: string) {
  const page = await openPage(slug)
  if (!page.manages || page.settings.start.state === 'closed') return null
  const [connections, runs, numbers] = await Promise.all([
    page.caller.imports.connections.list({ empresa: slug }),
    page.caller.imports.list({ empresa: slug, size: 20 }),
    page.caller.messaging.connections.list({ empresa: slug }),
  ])
  const ready = connections.some(({ kind, file }) => kind !== 'dump' || file?.complete === true)
  const imported = runs.rows.some(({ status }) => status === 'done')
  const steps = firstSteps(page.settings.start, {
    loja: ready || imported,
    importacao: imported,
    numero: numbers.some(({ provider }) => provider !== 'simulator'),
  })
  return steps && { slug, steps, imported, run: runs.rows[0] ?? null, skipped: page.settings.start.skipped }
}
type FirstStepsState = NonNullable<Awaited<ReturnType<typeof readFirstSteps>>>

/** Three steps from nothing to the first recovery rate; each can be left out, and done later all the same. */
export async function FirstStepsCard({ slug, steps, imported, run, skipped }: FirstStepsState) {
  const { caller } = await openPage(slug)
  const cohort = imported
    ? (await caller.reports.dashboard({ empresa: slug, period: 'tudo' })).figures.cohort
    : null
  const over = steps.every(({ state }) => state === 'done' || state === 'skipped')
  return (
    <Card
      title={over ? 'Tudo pronto para começar' : 'Comece aqui: três passos'}
      aside={over ? <CloseSteps empresa={slug} /> : null}
      flush
    >
      {cohort ? <Reward slug={slug} cohort={cohort} /> : null}
      <ol className="divide-y divide-line border-t border-line">
        {steps.map((step, index) => (
          <li
            key={step.step}
            className="flex gap-3 px-4 py-3.5"
            {...(step.state === 'now' ? { 'aria-current': 'step' } : {})}
          >
            <StateMark state={step.state} number={index + 1} />
            <div className="min-w-0 flex-1">
              <h3 className="text-sm font-medium text-ink">
                {TITLES[step.step]}
                <span className="sr-only">{STATE_WORDS[step.state]}</span>
              </h3>
              <p className="text-xs text-soft">{HINTS[step.step]}</p>
              {step.state === 'now' || (step.state === 'skipped' && !over) ? (
                <div className="mt-2.5 flex flex-wrap items-center gap-2">
                  <StepActions slug={slug} step={step.step} run={run} />
                  {step.state === 'now' ? (
                    <SkipStep empresa={slug} step={step.step} skipped={skipped} />
                  ) : null}
                </div>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  )
}

const STATE_WORDS: Record<Step['state'], string> = {
  done: ': feito',
  skipped: ': deixado de lado',
  now: ': é a vez deste',
  later: '',
}

function StateMark({ state, number }: { state: Step['state']; number: number }) {
  const look = {
    done: 'bg-jade-soft text-jade-ink',
    skipped: 'bg-sunken text-soft',
    now: 'bg-jade text-on-jade',
    later: 'bg-sunken text-soft',
  }[state]
  return (
    <span
      aria-hidden
      className={`grid size-7 shrink-0 place-items-center rounded-full text-xs font-semibold ${look}`}
    >
      {state === 'done' ? <Check size={15} /> : state === 'skipped' ? <Minus size={15} /> : number}
    </span>
  )
}

function StepActions({ slug, step, run }: { slug: string; step: StartStep; run: RunView | null }) {
  if (step === 'loja')
    return (
      <>
        <ButtonLink size="sm" href={`/${slug}/conexao?tipo=dump`} icon={<FileUp size={15} aria-hidden />}>
          Enviar um arquivo
        </ButtonLink>
        <ButtonLink size="sm" href={`/${slug}/conexao?tipo=mysql`} icon={<Database size={15} aria-hidden />}>
          Ligar ao banco da loja
        </ButtonLink>
      </>
    )
  if (step === 'importacao') {
    if (run && isUnderWay(run)) return <StepProgress empresa={slug} initial={run} />
    return (
      <>
        {run?.status === 'failed' ? (
          <p className="w-full text-xs text-red-ink" role="alert">
            A última falhou: {run.error?.message ?? 'veja o que aconteceu e tente de novo.'}
          </p>
        ) : null}
        <FirstImport empresa={slug} />
      </>
    )
  }
  return (
    <ButtonLink size="sm" href={`/${slug}/whatsapp/nova`} icon={<Smartphone size={15} aria-hidden />}>
      Ligar o meu número
    </ButtonLink>
  )
}

/** The first recovery rate: what the steps were for. */
function Reward({ slug, cohort }: { slug: string; cohort: Cohort }) {
  const count = (value: number) => value.toLocaleString('pt-BR')
  if (cohort.entered.count === 0)
    return (
      <p className="flex items-center gap-2 px-4 pb-3.5 text-sm text-soft">
        <Circle size={15} aria-hidden className="shrink-0" />
        Nenhum carrinho parado foi encontrado ainda: a taxa de recuperação aparece aqui com o primeiro.
      </p>
    )
  return (
    <Link
      href={`/${slug}/carrinhos?status=recuperado`}
      className="mx-4 mb-3.5 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg bg-jade-soft px-4 py-3 text-jade-ink transition-[filter] hover:brightness-97"
    >
      <span className="text-2xl font-semibold tabular-nums">{percent(cohort.rateCount)}</span>
      <span className="min-w-0 flex-1 text-sm">
        <span className="block font-medium">A sua primeira taxa de recuperação</span>
        <span className="block">
          {count(cohort.recovered.count)} de {count(cohort.entered.count)} carrinhos voltaram até agora
          {cohort.open.count > 0 ? `, e ${count(cohort.open.count)} ainda podem voltar` : ''}.
        </span>
      </span>
      <ArrowUpRight size={16} aria-hidden />
    </Link>
  )
}
