import { partyOf, readJid } from './identity'
import type { LabelledEvent } from './port'

/**
 * Direct chats that got a label, or lost it; groups and channels have none here. One change may be reported twice, both
 * true.
 */
export function labelledEvents(
  chat: readonly (string | null)[],
  label: string,
  name: string | null,
  on: boolean,
  at: Date,
): LabelledEvent[] {
  const kinds = chat.map((address) => readJid(address)?.kind)
  if (!kinds.some((kind) => kind === 'person' || kind === 'lid')) return []
  return [{ type: 'labelled', key: null, at, party: partyOf(chat), label, name, on }]
}
