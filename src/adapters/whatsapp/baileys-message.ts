import { partOf } from './baileys-parts'
import { field, listOf, textAt } from './loose'
import type { Said } from './said'

/** Parts that carry no content themselves and stand beside those that do. */
const BESIDE = ['messageContextInfo', 'senderKeyDistributionMessage', 'base64', 'mediaUrl', 'speechToText']
/** Maximum depth of nested wrappers; WhatsApp's own apps use three. */
const DEEPEST = 12

/** What a message in WhatsApp's own structure is. */
export function readBaileysMessage(message: unknown): Said {
  const inner = unwrap(message)
  const names = namesOf(inner)
  const protocol = field(inner, 'protocolMessage')
  if (protocol != null) return readProtocol(protocol)
  const reaction = field(inner, 'reactionMessage')
  if (reaction != null)
    return { kind: 'reaction', of: textAt(reaction, 'key', 'id'), emoji: textAt(reaction, 'text') }
  const secret = field(inner, 'secretEncryptedMessage')
  if (secret != null)
    return [2, 'MESSAGE_EDIT'].includes(field(secret, 'secretEncType') as string | number)
      ? { kind: 'edit', of: textAt(secret, 'targetMessageKey', 'id'), text: null }
      : { kind: 'notice', name: 'secretEncryptedMessage' }
  const vote = field(inner, 'pollUpdateMessage')
  if (vote != null) return readVote(vote)
  const call = names.find((name) => /^(?:callLogMess+age|bcallMessage)$/.test(name))
  if (call) return readCallLog(field(inner, call))
  const part = partOf(inner)
  if (part === null) return { kind: 'notice', name: names[0] ?? 'vazia' }
  return {
    kind: 'message',
    text: part.text ?? '',
    media: part.media,
    replyTo: names.map((name) => textAt(inner, name, 'contextInfo', 'stanzaId')).find(Boolean) ?? null,
    payload: part.payload ?? null,
  }
}

function namesOf(message: unknown): string[] {
  const names = message !== null && typeof message === 'object' ? Object.keys(message) : []
  return names.filter((name) => !BESIDE.includes(name) && field(message, name) != null)
}

/** Whatever contains a message is a wrapper, known or not: the inner message counts. */
function unwrap(message: unknown): unknown {
  let inner = message
  for (let depth = 0; depth < DEEPEST; depth++) {
    const wrapped = namesOf(inner)
      .map((name) => field(inner, name, 'message'))
      .find((one) => one !== null && typeof one === 'object' && !Array.isArray(one))
    if (wrapped === undefined) return inner
    inner = wrapped
  }
  return null
}

/** Protobuf omits a field whose value is zero: without a type the message revokes the one that its key names. */
function readProtocol(protocol: unknown): Said {
  const type = field(protocol, 'type')
  const of = textAt(protocol, 'key', 'id')
  const edited = field(protocol, 'editedMessage')
  if (edited != null || type === 14 || type === 'MESSAGE_EDIT') {
    const said = readBaileysMessage(edited)
    return { kind: 'edit', of, text: textOf(said) }
  }
  const bare = type == null && namesOf(protocol).every((name) => name === 'key')
  if (of !== null && (bare || type === 0 || type === 'REVOKE')) return { kind: 'revoke', of }
  return {
    kind: 'notice',
    name: ['protocolMessage', typeof type === 'number' || typeof type === 'string' ? type : '']
      .join(' ')
      .trim(),
  }
}

function textOf(said: Said): string | null {
  if (said.kind === 'message') return said.text || null
  return said.kind === 'edit' ? said.text : null
}

/** A vote; its text is the chosen options, where the gateway could decrypt them. */
export function readVote(vote: unknown): Said {
  const places = [['vote', 'selectedOptions'], ['selectedOptions'], ['vote', 'options']]
  const chosen = places.map((path) => field(vote, ...path)).find(Array.isArray)
  const names = listOf(chosen).flatMap((one) => optionName(one) ?? [])
  // An empty list of options: the vote was withdrawn.
  if (chosen?.length === 0) return { kind: 'notice', name: 'pollUpdateMessage' }
  return { kind: 'message', text: names.join(', '), media: null, replyTo: pollOf(vote), vote: true }
}

function pollOf(vote: unknown): string | null {
  return textAt(vote, 'pollCreationMessageKey', 'id')
}

/** Hashes of options, which some gateways give instead of names, mean nothing to a reader. */
export function optionName(option: unknown): string | null {
  const name =
    typeof option === 'string'
      ? option
      : (textAt(option, 'name') ?? textAt(option, 'optionName') ?? textAt(option, 'title'))
  return name === null || name.trim() === '' || /^[\w+/]{43}=$/.test(name) || /^[0-9a-f]{64}$/i.test(name)
    ? null
    : name
}

function readCallLog(log: unknown): Said {
  const state = field(log, 'callOutcome')
  return {
    kind: 'call',
    video: field(log, 'isVideo') === true,
    state: typeof state === 'string' || typeof state === 'number' ? String(state) : null,
  }
}
