import { Table, Td, Th } from '~/ui/table'
import { relativeText } from '~/ui/moment'
import type { ReplayView } from '../schema'
import { delayText } from '../texts'

const count = (value: number) => value.toLocaleString('pt-BR')

/** What a series would have done in the last month, with the steps as edited on the page. */
export function ReplayResult({ replay, timezone }: { replay: ReplayView; timezone: string }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink">
        Nos últimos 30 dias, de <strong>{count(replay.subjects)}</strong>{' '}
        {replay.subjects === 1 ? 'caso' : 'casos'}, isto teria enviado{' '}
        <strong>
          {count(replay.wouldSend)} {replay.wouldSend === 1 ? 'mensagem' : 'mensagens'}
        </strong>
        {replay.movedByQuietHours > 0
          ? `, ${count(replay.movedByQuietHours)} delas esperando o horário permitido`
          : ''}
        .{' '}
        {replay.holdout > 0
          ? `${count(replay.holdout)} ficariam no grupo de controle, sem receber nada. `
          : ''}
        {replay.cut ? 'São muitos: a conta é dos mais recentes.' : ''}
      </p>
      {replay.steps.length > 0 ? (
        <Table caption="O que cada mensagem teria feito">
          <thead>
            <tr>
              <Th>Mensagem</Th>
              <Th end>Enviaria</Th>
              <Th end>Esperaria o horário</Th>
              <Th end>Já não precisava</Th>
              <Th end>Escrita há pouco</Th>
            </tr>
          </thead>
          <tbody>
            {replay.steps.map((step) => (
              <tr key={step.position}>
                <Td>
                  {step.position}ª, {delayText(step.delayMinutes)} depois
                </Td>
                <Td end>{count(step.sent)}</Td>
                <Td end>{count(step.moved)}</Td>
                <Td end>{count(step.stopped)}</Td>
                <Td end>{count(step.recent)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <Stops stops={replay.stopped} title="Por que pararia" />
      <p className="text-xs text-faint">
        É o mais que sairia. Fica fora da conta o que só se sabe na hora: o limite e o aquecimento do número,
        outra mensagem automática ou alguém da loja conversando pouco antes, e textos sem valor para a pessoa.
      </p>
      {replay.sample.length > 0 ? (
        <div>
          <h3 className="text-xs font-medium text-faint">Os mais recentes</h3>
          <ul className="mt-1 text-sm">
            {replay.sample.map((one, index) => (
              <li key={index} className="flex gap-2 py-0.5">
                <span className="min-w-0 flex-1 truncate">{one.name ?? 'Sem nome'}</span>
                <span className="text-soft">{one.position}ª mensagem</span>
                <span className="text-faint">{relativeText(one.at, replay.to, timezone)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

/** Why subjects left the series, with counts. */
export function Stops({ stops, title }: { stops: ReplayView['stopped']; title?: string }) {
  if (stops.length === 0) return null
  return (
    <div>
      {title ? <h3 className="text-xs font-medium text-faint">{title}</h3> : null}
      <ul className="mt-1 text-sm">
        {stops.map((stop) => (
          <li key={stop.code} className="flex gap-3 py-0.5">
            <span className="w-12 shrink-0 text-right font-medium tabular-nums">{count(stop.count)}</span>
            <span className="text-soft">{stop.reason}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
