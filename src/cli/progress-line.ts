import type { RunView } from '~/domains/imports/schema'

const integer = new Intl.NumberFormat('pt-BR')

/** One line for a run as it stands: `Lendo pedidos · 12.345 lidas · 3.210 linhas/s · faltam 12 s`. */
export function progressText(run: RunView): string {
  const read = run.parts.reduce((sum, part) => sum + part.read, 0)
  return [
    run.stage,
    run.percent === null ? null : `${run.percent}%`,
    `${integer.format(read)} ${read === 1 ? 'linha lida' : 'linhas lidas'}`,
    run.rowsPerSecond === null ? null : `${integer.format(Math.round(run.rowsPerSecond))} linhas/s`,
    run.secondsLeft === null ? null : `faltam ${run.secondsLeft} s`,
  ]
    .filter((piece) => piece !== null)
    .join(' · ')
}

/** Draws on one line of a terminal; into a file or a pipe it writes a line when the stage changes. */
export function progressLine(out: NodeJS.WriteStream): { show: (run: RunView) => void; end: () => void } {
  let stage = ''
  let drawn = false
  return {
    show(run) {
      if (out.isTTY) {
        out.write(`\r\x1b[2K${progressText(run).slice(0, Math.max(20, out.columns - 1))}`)
        drawn = true
      } else if (run.stage !== stage) {
        out.write(`${progressText(run)}\n`)
      }
      stage = run.stage
    },
    end() {
      if (drawn) out.write('\r\x1b[2K')
    },
  }
}
