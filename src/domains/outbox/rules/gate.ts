import { KINDS, type MessageKind } from '../kinds'
import { type ConnectionState } from '~/domains/channels/kinds'
import { isOutsideWindow, OUTSIDE_WINDOW } from '~/domains/templates/rules/cloud-template'

/** The verdict of a gate. `until` null: until an event (a user resumes, the channel connects). */
export type Verdict =
  | { kind: 'ok' }
  | { kind: 'cancel'; code: string; reason: string }
  | { kind: 'defer'; code: string; reason: string; until: Date }
const OK: Verdict = { kind: 'ok' }

export type ConnectionFacts = {
  status: ConnectionState
  pausedReason: string | null
  paused: boolean
  sentToday: number
  dailyCap: number
}
export type ConnectionVerdict =
  { kind: 'open' } | { kind: 'closed'; code: string; reason: string; until: Date | null }

/** Whether the channel may send at all now. `tomorrow` is the start of the empresa's next local day. */
export function connectionGate(facts: ConnectionFacts, tomorrow: Date): ConnectionVerdict {
  if (facts.paused)
    return {
      kind: 'closed',
      code: 'pausada',
      until: null,
      reason: facts.pausedReason ?? 'O envio por este número está pausado.',
    }
  if (facts.status !== 'conectada')
    return {
      kind: 'closed',
      code: 'desconectada',
      until: null,
      reason: 'O número está desconectado. Conecte-o na página Conexões.',
    }
  if (facts.sentToday >= facts.dailyCap)
    return {
      kind: 'closed',
      code: 'limite_diario',
      until: tomorrow,
      reason: `O número já enviou ${String(facts.sentToday)} mensagens hoje, o limite que você definiu. O resto segue amanhã.`,
    }
  return { kind: 'open' }
}

/** How long automatic messages wait after a member of the shop wrote (t-46). */
export const HUMAN_HOURS = 12
/** Minimum of hours between two automatic messages to one contact. */
export const CONTACT_GAP_HOURS = 4

export type MessageFacts = {
  kind: MessageKind
  expiresAt: Date | null
  hasSubject: boolean
  /** False for groups and status. */
  toPerson: boolean
  optedOut: boolean
  onWhatsapp: boolean | null
  /** A new contact: never wrote to this channel and never got a message from it. */
  newContact: boolean
  newContactsPausedUntil: Date | null
  newContactsToday: number
  newContactsAllowed: number
  /** Why campaigns may write to no new contacts through this channel now. */
  campaignRefusal: string | null
  lastInboundAt: Date | null
  lastHumanAt: Date | null
  /** When the last other automatic message went to this contact. */
  lastAutomaticAt: Date | null
  /** Cloud API: free text only within 24 hours of the contact's last message. */
  needsWindow: boolean
  quiet: { until: Date; reason: string } | null
}

const HOUR = 3_600_000

/**
 * Whether this message may go now. Pure: the same facts always give the same verdict, and every negative one carries its
 * reason in Portuguese. An answer by hand (`resposta`) ignores opt-out and hours: it continues a conversation that the
 * contact began.
 */
export function messageGate(facts: MessageFacts, now: Date, tomorrow: Date): Verdict {
  const { kind } = facts
  if (facts.expiresAt !== null && facts.expiresAt <= now)
    return {
      kind: 'cancel',
      code: 'expirou',
      reason: 'O momento desta mensagem já passou: ela não foi enviada.',
    }
  if (KINDS[kind].automatic && !facts.hasSubject)
    return {
      kind: 'cancel',
      code: 'sem_assunto',
      reason: 'Não há como conferir se esta mensagem ainda vale: ela não foi enviada.',
    }
  if (!facts.toPerson) return OK
  if (facts.optedOut && !KINDS[kind].answers)
    return {
      kind: 'cancel',
      code: 'pediu_para_parar',
      reason: 'A pessoa pediu para não receber mais mensagens.',
    }
  if (facts.onWhatsapp === false && !KINDS[kind].answers)
    return { kind: 'cancel', code: 'sem_whatsapp', reason: 'Este número não tem WhatsApp.' }
  if (facts.needsWindow && isOutsideWindow(facts.lastInboundAt, now))
    return { kind: 'cancel', code: 'janela_24h', reason: OUTSIDE_WINDOW }
  if (facts.newContact && facts.newContactsPausedUntil !== null && facts.newContactsPausedUntil > now)
    return {
      kind: 'defer',
      code: 'conta_limitada',
      until: facts.newContactsPausedUntil,
      reason: 'O WhatsApp limitou este número: por enquanto ele não pode começar conversas novas.',
    }
  if (!KINDS[kind].automatic) return OK
  return automaticGate(facts, now, tomorrow)
}

function automaticGate(facts: MessageFacts, now: Date, tomorrow: Date): Verdict {
  if (facts.newContact && facts.kind === 'campanha' && facts.campaignRefusal !== null)
    return {
      kind: 'defer',
      code: 'risco_de_bloqueio',
      until: tomorrow,
      reason: `${facts.campaignRefusal} As pessoas novas desta campanha esperam.`,
    }
  if (facts.newContact && facts.newContactsToday >= facts.newContactsAllowed)
    return {
      kind: 'defer',
      code: 'aquecimento',
      until: tomorrow,
      reason: `O número já falou com ${String(facts.newContactsToday)} pessoas novas hoje, o que ele aguenta sem risco de bloqueio.`,
    }
  const humanUntil = facts.lastHumanAt && new Date(facts.lastHumanAt.getTime() + HUMAN_HOURS * HOUR)
  if (humanUntil && humanUntil > now)
    return {
      kind: 'defer',
      code: 'em_atendimento',
      until: humanUntil,
      reason: 'Alguém da loja está conversando com a pessoa.',
    }
  const againAt =
    facts.lastAutomaticAt && new Date(facts.lastAutomaticAt.getTime() + CONTACT_GAP_HOURS * HOUR)
  if (againAt && againAt > now)
    return {
      kind: 'defer',
      code: 'frequencia',
      until: againAt,
      reason: 'A pessoa recebeu outra mensagem automática há pouco.',
    }
  if (facts.quiet) return { kind: 'defer', code: 'horario', ...facts.quiet }
  return OK
}
