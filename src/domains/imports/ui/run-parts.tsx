import { Check, Circle, Loader } from 'lucide-react'
import { Card } from '~/ui/card'
import { Table, Td, Th } from '~/ui/table'
import { KIND_NAMES } from '../rules'
import type { PartView } from '../schema'

const STATES = {
  waiting: { icon: Circle, label: 'na fila', className: 'text-faint' },
  running: { icon: Loader, label: 'lendo', className: 'text-jade-ink' },
  done: { icon: Check, label: 'pronto', className: 'text-jade-ink' },
} as const

/** Counts of each kind of a run: read, new, changed, unchanged, rejected. */
export function RunParts({ parts }: { parts: readonly PartView[] }) {
  const number = (value: number) => value.toLocaleString('pt-BR')
  return (
    <Card flush title="Por tipo">
      <Table caption="Linhas por tipo">
        <thead>
          <tr>
            <Th>Tipo</Th>
            <Th end>Lidos</Th>
            <Th end>Novos</Th>
            <Th end>Alterados</Th>
            <Th end>Sem mudança</Th>
            <Th end>Recusados</Th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => {
            const { icon: Icon, label, className } = STATES[part.state]
            return (
              <tr key={part.kind}>
                <Td>
                  <span className="inline-flex items-center gap-1.5">
                    <Icon size={15} aria-hidden className={className} />
                    {KIND_NAMES[part.kind].title}
                    <span className="sr-only">: {label}</span>
                  </span>
                </Td>
                <Td end>
                  {number(part.read)}
                  {part.expected === null || part.state === 'done' ? null : (
                    <span className="text-faint"> / {number(part.expected)}</span>
                  )}
                </Td>
                <Td end>{number(part.created)}</Td>
                <Td end>{number(part.changed)}</Td>
                <Td end>{number(part.unchanged)}</Td>
                <Td end className={part.refused > 0 ? 'text-amber-ink' : undefined}>
                  {number(part.refused)}
                </Td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </Card>
  )
}
