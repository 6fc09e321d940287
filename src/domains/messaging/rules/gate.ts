import { AUTOMATIC_KINDS, type ConnectionState, type MessageKind } from '../kinds'
import { isOutsideWindow, OUTSIDE_WINDOW } from './cloud-template'

/** What a gate says. `until` null: until something else happens (a person resumes, the number connects). */
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

/** May the number send at all now? `tomorrow` is the first instant of the empresa's next local day. */
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

/** How long the shop's own person has the word after writing (t-46). */
export const HUMAN_HOURS = 12
/** Least hours between two automatic messages to one person. */
export const CONTACT_GAP_HOURS = 4

export type MessageFacts = {
  kind: MessageKind
  expiresAt: Date | null
  hasSubject: boolean
  /** False for groups and status. */
  toPerson: boolean
  optedOut: boolean
  onWhatsapp: boolean | null
  /** Never wrote to this number and never got a message from it. */
  stranger: boolean
  strangersPausedUntil: Date | null
  strangersToday: number
  strangersAllowed: number
  /** Why campaigns may write to no new people through this number now. */
  campaignRefusal: string | null
  lastInboundAt: Date | null
  lastHumanAt: Date | null
  /** When another automatic message last went to this person. */
  lastAutomaticAt: Date | null
  /** Cloud API: free text only within 24 hours of the person's last message. */
  needsWindow: boolean
  quiet: { until: Date; reason: string } | null
}

const HOUR = 3_600_000
const automatic = (kind: MessageKind) => AUTOMATIC_KINDS.includes(kind)

/**
 * May this message go now? Pure: the same facts always get the same answer, and every refusal carries its Portuguese reason.
 * A person's own answer (`resposta`) passes opt-out and hours: it is the other side's talk that goes on.
 */
export function messageGate(facts: MessageFacts, now: Date, tomorrow: Date): Verdict {
  const { kind } = facts
  if (facts.expiresAt !== null && facts.expiresAt <= now)
    return {
      kind: 'cancel',
      code: 'expirou',
      reason: 'O momento desta mensagem já passou: ela não foi enviada.',
    }
  if (automatic(kind) && !facts.hasSubject)
    return {
      kind: 'cancel',
      code: 'sem_assunto',
      reason: 'Não há como conferir se esta mensagem ainda vale: ela não foi enviada.',
    }
  if (!facts.toPerson) return OK
  if (facts.optedOut && kind !== 'resposta')
    return {
      kind: 'cancel',
      code: 'pediu_para_parar',
      reason: 'A pessoa pediu para não receber mais mensagens.',
    }
  if (facts.onWhatsapp === false && kind !== 'resposta')
    return { kind: 'cancel', code: 'sem_whatsapp', reason: 'Este número não tem WhatsApp.' }
  if (facts.needsWindow && isOutsideWindow(facts.lastInboundAt, now))
    return { kind: 'cancel', code: 'janela_24h', reason: OUTSIDE_WINDOW }
  if (facts.stranger && facts.strangersPausedUntil !== null && facts.strangersPausedUntil > now)
    return {
      kind: 'defer',
      code: 'conta_limitada',
      until: facts.strangersPausedUntil,
      reason: 'O WhatsApp limitou este número: por enquanto ele não pode começar conversas novas.',
    }
  if (!automatic(kind)) return OK
  return automaticGate(facts, now, tomorrow)
}

function automaticGate(facts: MessageFacts, now: Date, tomorrow: Date): Verdict {
  if (facts.stranger && facts.kind === 'campanha' && facts.campaignRefusal !== null)
    return {
      kind: 'defer',
      code: 'risco_de_bloqueio',
      until: tomorrow,
      reason: `${facts.campaignRefusal} As pessoas novas desta campanha esperam.`,
    }
  if (facts.stranger && facts.strangersToday >= facts.strangersAllowed)
    return {
      kind: 'defer',
      code: 'aquecimento',
      until: tomorrow,
      reason: `O número já falou com ${String(facts.strangersToday)} pessoas novas hoje, o que ele aguenta sem risco de bloqueio.`,
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
