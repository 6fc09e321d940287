import { AppError } from '~/kernel/errors'
import { asDelivered } from './baileys/raw'
import { readBaileys } from './baileys/read'
import { nameOfChat } from './chat'
import { readCloud } from './cloud/read'
import { readEvolution } from './evolution/read'
import type { NormalisedEvent, ParsedWebhook } from './port'
import { isAnswer } from './said'
import { readWaha } from './waha/read'
import { notOurs } from './webhook'
import { readWppconnect } from './wppconnect/read'

export const EXPLAINED = ['waha', 'wppconnect', 'evolution', 'cloud', 'baileys'] as const
export type ExplainedProvider = (typeof EXPLAINED)[number]

/** What the portal makes of one event that a gateway reported. */
export type ExplainedEvent = {
  kind: string
  direction: 'in' | 'out'
  /** E.164, else the provider's own id; null when nothing names one. */
  contact: string | null
  text: string | null
  media: string | null
  /** Counts as a customer's answer: unread in the inbox, and ends a follow-up series. */
  answers: boolean
}

/**
 * What the portal would read in deliveries of a gateway, by the same readers and the same rule, of any session or
 * channel. Nothing is stored.
 */
export function explainWebhook(
  provider: ExplainedProvider,
  deliveries: readonly unknown[],
  now: Date,
): { events: ExplainedEvent[]; problems: string[] } {
  const events: ExplainedEvent[] = []
  const problems: string[] = []
  for (const delivery of provider === 'baileys' ? deliveries.flatMap(asDelivered) : deliveries) {
    try {
      const read = readAny(provider, delivery, now)
      events.push(...read.events.map(explained))
      problems.push(...(read.problems ?? []))
    } catch (error) {
      // Nesting too deep to serialise again occurs in no gateway's delivery.
      if (!(error instanceof AppError) && !(error instanceof RangeError)) throw error
      problems.push(error instanceof AppError ? error.message : notOurs().message)
    }
  }
  return { events, problems }
}

function readAny(provider: ExplainedProvider, delivery: unknown, now: Date): ParsedWebhook {
  const bytes = Buffer.from(JSON.stringify(delivery) ?? 'null')
  switch (provider) {
    case 'waha':
      return readWaha(null, bytes)
    case 'wppconnect':
      return readWppconnect(null, bytes, now)
    case 'evolution':
      return readEvolution(null, bytes, now)
    case 'cloud':
      return readCloud(null, bytes)
    case 'baileys':
      return readBaileys(null, bytes, now)
  }
}

function explained(event: NormalisedEvent): ExplainedEvent {
  const chat =
    'chat' in event
      ? (event.chat ?? null)
      : event.type === 'labelled'
        ? { kind: 'direct' as const, party: event.party }
        : null
  return {
    kind: kindOf(event),
    direction: event.type === 'ack' || ('fromMe' in event && event.fromMe) ? 'out' : 'in',
    contact: chat === null ? null : nameOfChat(chat),
    text: textOf(event),
    media: event.type === 'message' ? mediaOf(event.media) : null,
    answers: isAnswer(event),
  }
}

function kindOf(event: NormalisedEvent): string {
  if (event.type === 'message' && event.vote) return 'poll_answer'
  if (event.type === 'chat_event' && (event.name === 'ack' || event.name === 'poll_answer')) return event.name
  return event.type
}

function textOf(event: NormalisedEvent): string | null {
  switch (event.type) {
    case 'message':
    case 'edit':
      return event.text || null
    case 'reaction':
      return event.emoji
    default:
      return null
  }
}

function mediaOf(media: { kind: string; voice?: boolean } | null): string | null {
  if (media === null) return null
  if (media.voice) return 'voice'
  return media.kind === 'other' ? 'document' : media.kind
}
