'use client'
import { FastForward, Square } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { absoluteText } from '~/ui/moment'
import { Progress } from '~/ui/progress'
import { trpc } from '~/wiring/client'
import type { ProductTime } from '../simulator-schema'
import { useAct } from '~/wiring/use-act'

const STEPS = [
  { hours: 1, label: '1 hora' },
  { hours: 24, label: '1 dia' },
  { hours: 24 * 30, label: '1 mês' },
]
/** How often the clock is read during a fast-forward. */
const LOOK_MS = 700

/**
 * Fast-forwards the product's time, so that an hour, a day or a month of follow-ups takes seconds or minutes (ambition 10):
 * everything that is due on the way happens at its own hour.
 */
export function TimeMachine({
  empresa,
  clock,
  timezone,
  disabled,
}: {
  empresa: string
  clock: ProductTime
  timezone: string
  disabled: boolean
}) {
  const { act } = useAct()
  const [busy, setBusy] = useState<number | 'stop' | null>(null)
  const { shown, show } = useClock(empresa, clock)
  const run = async (what: number | 'stop', work: () => Promise<ProductTime>) => {
    setBusy(what)
    const answer = await act(work)
    if (answer) show(answer)
    setBusy(null)
  }
  const { walk } = shown
  const now = <strong className="text-ink tabular-nums">{absoluteText(shown.now, timezone)}</strong>
  return (
    <Card
      title="Máquina do tempo"
      hint="Só na demonstração. O tempo passa hora a hora, e o que vence sai na sua hora; ele não volta."
    >
      {walk ? (
        <div className="mb-3 flex flex-col gap-2">
          <p className="text-sm text-soft">O tempo está passando: {now}.</p>
          <Progress
            label={`Até ${absoluteText(walk.until, timezone)}`}
            done={Math.floor(walk.done * 100)}
            total={100}
            words={`${String(Math.floor(walk.done * 100))}% · ${remaining(walk.until.getTime() - shown.now.getTime())}`}
          />
        </div>
      ) : (
        <p className="mb-2 text-sm text-soft">Para o Retoma agora é {now}.</p>
      )}
      <div className="flex flex-wrap gap-2">
        {STEPS.map(({ hours, label }) => (
          <Button
            key={hours}
            size="sm"
            disabled={disabled || busy !== null}
            busy={busy === hours}
            icon={<FastForward size={15} aria-hidden />}
            onClick={() => void run(hours, () => trpc.phones.advance.mutate({ empresa, hours }))}
          >
            {label}
          </Button>
        ))}
        {walk ? (
          <Button
            size="sm"
            disabled={disabled || busy !== null}
            busy={busy === 'stop'}
            icon={<Square size={13} aria-hidden />}
            onClick={() => void run('stop', () => trpc.phones.stop.mutate({ empresa }))}
          >
            Parar aqui
          </Button>
        ) : null}
      </div>
      {walk ? (
        <p className="mt-2 text-xs text-faint">
          O que você pedir agora soma. Números de verdade não enviam enquanto o tempo passa.
        </p>
      ) : null}
    </Card>
  )
}

/** The newer of the page's clock and the clock read since; read often during a fast-forward. Time never goes back. */
function useClock(empresa: string, clock: ProductTime) {
  const router = useRouter()
  const [read, show] = useState(clock)
  const shown = read.now > clock.now ? read : clock
  const isFastForwarding = shown.walk !== null
  useEffect(() => {
    if (!isFastForwarding) return
    let gone = false
    const timer = setInterval(() => {
      trpc.phones.clock.query({ empresa }).then(
        (answer) => {
          if (gone) return
          show((known) => (answer.now > known.now ? answer : known))
          if (answer.walk === null) router.refresh()
        },
        () => undefined,
      )
    }, LOOK_MS)
    return () => {
      gone = true
      clearInterval(timer)
    }
  }, [empresa, isFastForwarding, router])
  return { shown, show }
}

/** `faltam 12 dias`, `faltam 3 h`, `falta menos de 1 h`. */
function remaining(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000)
  if (hours < 1) return 'falta menos de 1 h'
  if (hours < 48) return hours === 1 ? 'falta 1 h' : `faltam ${String(hours)} h`
  return `faltam ${String(Math.floor(hours / 24))} dias`
}
