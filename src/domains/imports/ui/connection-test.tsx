'use client'
import { CircleCheck, CircleX, PlugZap, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { Notice } from '~/ui/states'
import { messageOf, trpc } from '~/wiring/client'
import type { ConnectionKind, ConnectionTest } from '../schema'

const STEPS: Record<ConnectionTest['steps'][number]['step'], string> = {
  ssh: 'Servidor SSH',
  tcp: 'Servidor do banco',
  login: 'Usuário e senha',
  database: 'Banco de dados',
  file: 'Arquivo',
  table: 'Tabela',
}

/** Tries the stored connection and says what each step found (imp-2). */
export function ConnectionTester({
  empresa,
  kind,
  last,
  lastAt,
}: {
  empresa: string
  kind: ConnectionKind
  last: ConnectionTest | null
  lastAt: string | null
}) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const test = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await trpc.imports.connections.test.mutate({ empresa, kind })
      router.refresh()
    } catch (error) {
      setFailure(messageOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      title="Teste da conexão"
      hint={lastAt ? `Último teste: ${lastAt}` : 'Diz qual passo falhou e o que a loja tem.'}
      aside={
        <Button size="sm" busy={busy} onClick={() => void test()} icon={<PlugZap size={15} aria-hidden />}>
          {busy ? 'Testando…' : 'Testar conexão'}
        </Button>
      }
    >
      <div aria-live="polite" className="flex flex-col gap-3">
        {failure ? (
          <Notice tone="red" icon={TriangleAlert} alert>
            {failure}
          </Notice>
        ) : null}
        {last ? <TestResult test={last} /> : null}
      </div>
    </Card>
  )
}

type Step = ConnectionTest['steps'][number]

function TestResult({ test }: { test: ConnectionTest }) {
  const { facts } = test
  const tables = test.steps.filter(({ step, ok }) => step === 'table' && ok)
  const others = test.steps.filter((step) => !tables.includes(step))
  return (
    <>
      {others.length > 0 ? <Steps steps={others} /> : null}
      {tables.length > 0 ? (
        <details className="text-sm">
          <summary className="py-1 text-soft max-sm:py-2.5">
            {plural(tables.length, 'tabela encontrada', 'tabelas encontradas')}
          </summary>
          <div className="pt-1">
            <Steps steps={tables} />
          </div>
        </details>
      ) : null}
      {facts ? (
        <Facts
          items={[
            { label: 'Servidor', value: facts.serverVersion },
            {
              label: 'Pedidos em',
              value:
                facts.storage === 'hpos'
                  ? 'tabelas próprias (HPOS)'
                  : facts.storage === 'posts'
                    ? 'posts do WordPress'
                    : null,
            },
            { label: 'Fuso da loja', value: facts.timezone },
            { label: 'Moeda', value: facts.currency },
            {
              label: 'Carrinhos',
              value:
                facts.cartSource === 'cartflows'
                  ? 'CartFlows'
                  : facts.cartSource === null
                    ? 'nenhum plugin encontrado'
                    : 'Abandoned Cart Lite',
            },
            {
              label: 'Formulários',
              value: facts.hasLeads
                ? `Form Vibes, ${test.forms.length.toString()} formulários`
                : 'Form Vibes não encontrado',
            },
          ]}
        />
      ) : null}
      {facts?.warnings.map((warning) => (
        <Notice key={warning} tone="amber" icon={TriangleAlert}>
          {warning}
        </Notice>
      ))}
    </>
  )
}

function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="flex flex-col gap-1.5 text-sm">
      {steps.map((step, index) => {
        const Icon = step.ok ? CircleCheck : CircleX
        return (
          <li key={index} className="flex items-start gap-2">
            <Icon
              size={16}
              aria-hidden
              className={step.ok ? 'mt-0.5 shrink-0 text-jade-ink' : 'mt-0.5 shrink-0 text-red-ink'}
            />
            <span className="min-w-0 break-words">
              <span className="font-medium">
                {STEPS[step.step]} {step.subject}
              </span>
              <span className="sr-only">{step.ok ? ' (funcionou)' : ' (falhou)'}</span>
              <span className="block text-soft">{step.message}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
