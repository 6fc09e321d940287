export type CloseHistory = {
  /** Consecutive closings without a minute of open connection between them. */
  failures: number
  /** True when this login has ever reached an open connection. */
  opened: boolean
  /** How many of the consecutive closings were code 500. */
  badSessions: number
}

export type NextStep =
  | { do: 'reconnect'; afterMs: number; wipe: 'keys' | 'all' | null }
  /** Nothing more happens until a user acts. */
  | { do: 'stop'; wipe: 'all' | null; state: 'desconectada' | 'falhou'; reason: string }

const GIVE_UP_AFTER = 10

/**
 * The next step after a closed connection, by WhatsApp's code. `jitter` in [0, 1) spreads reconnections of many
 * sessions.
 */
export function afterClose(code: number | null, history: CloseHistory, jitter: number): NextStep {
  switch (code) {
    case 515:
      // WhatsApp asks for a new socket right after pairing.
      return { do: 'reconnect', afterMs: 0, wipe: null }
    case 401:
      return stop('desconectada', 'all', 'O aparelho foi removido no celular. Leia um QR novo.')
    case 402:
    case 403:
    case 406:
      return stop('falhou', null, 'O WhatsApp recusou esta conta: pode estar restrita ou banida.')
    case 411:
      return stop('falhou', null, 'O WhatsApp do celular é antigo. Atualize-o e conecte de novo.')
    case 440:
      // Two sockets of one login corrupt its keys, so a replaced session doesn't reconnect.
      return stop(
        'falhou',
        null,
        'Outra sessão tomou o lugar desta. Confira se há dois serviços com a mesma conta.',
      )
    case 500: {
      const times = history.badSessions + 1
      if (times >= 6) return stop('falhou', 'all', 'A sessão ficou ilegível. Leia um QR novo.')
      return { do: 'reconnect', afterMs: delay(times, jitter), wipe: times === 3 ? 'keys' : null }
    }
  }
  if (code === 408 && !history.opened) return stop('falhou', null, 'O tempo do QR acabou. Gere um QR novo.')
  if (history.failures + 1 >= GIVE_UP_AFTER)
    return stop(
      'falhou',
      null,
      'A conexão com o WhatsApp caiu muitas vezes. Confira a internet do servidor e conecte de novo.',
    )
  return { do: 'reconnect', afterMs: delay(history.failures + 1, jitter), wipe: null }
}

/** 1 s to 60 s, doubled each time, of which up to half is random. */
function delay(failures: number, jitter: number): number {
  const full = Math.min(60_000, 1000 * 2 ** (failures - 1))
  return Math.round(full * (0.5 + jitter / 2))
}

function stop(state: 'desconectada' | 'falhou', wipe: 'all' | null, reason: string): NextStep {
  return { do: 'stop', state, wipe, reason }
}
