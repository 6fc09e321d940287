import type { Party } from './identity'
import type { DeliveryStatus } from './status'

export const PROVIDERS = ['simulator', 'waha', 'cloud', 'evolution', 'wppconnect', 'baileys'] as const
export type ProviderName = (typeof PROVIDERS)[number]

/** What a provider can do at all. `labels` and `groups` of the provider exist exactly when true here. */
export type Capabilities = {
  text: boolean
  media: boolean
  labels: boolean
  /** Posts to the account's own status. */
  stories: boolean
  groups: boolean
  /** Needs approved templates outside the 24 hours after the customer's last message. */
  templates: boolean
  /** Can be paired with a typed code instead of a QR. */
  pairingCode: boolean
  /** Sending again under the same `clientMessageId` can't reach the phone twice. Texts only: no gateway does it for media. */
  idempotentId: boolean
  /** How a webhook proves its sender. `address`: by nothing but the secret address it is posted to. */
  webhookProof: 'hmac' | 'token' | 'address'
}

/** Whom a message goes to. The jid or lid seen in an inbound message wins over the phone (ninth digit). */
export type Recipient =
  | { kind: 'phone'; e164: string }
  | { kind: 'jid'; jid: string }
  | { kind: 'lid'; lid: string }
  | { kind: 'group'; id: string }
  | { kind: 'status' }

export const MEDIA_KINDS = ['image', 'video', 'audio', 'document'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

export type OutgoingMedia = {
  kind: 'media'
  media: MediaKind
  mimeType: string
  source: { url: string } | { base64: string }
  fileName: string | null
  caption: string | null
}

/** A template approved by Meta; `parameters` fill {{1}}, {{2}}… of the body in order. */
export type OutgoingTemplate = {
  kind: 'template'
  name: string
  language: string
  parameters: readonly string[]
}

export type Content = { kind: 'text'; text: string } | OutgoingMedia | OutgoingTemplate

export type SendCommand = {
  /** Ours, unique per message and the same at every attempt. */
  clientMessageId: string
  to: Recipient
  content: Content
}

/** Why no further attempt of the same message may happen. */
export const FINAL_REASONS = [
  /** Not on WhatsApp: the contact, not the message. */
  'recipient',
  /** Told the provider that they want nothing more from this sender. */
  'optedOut',
  /** This provider carries nothing to them now; says nothing about the person. */
  'barred',
  /** Wrong text, media, template or parameter. */
  'content',
  /** More than 24 hours since the customer's last message: only a template may go. */
  'window',
  /** The account may not begin conversations (463): a retry makes it worse. */
  'restricted',
  /** The account is banned or locked, or the connection can't carry this at all. */
  'connection',
  /** Taken first, and failed on its way without saying why. */
  'undelivered',
] as const
export type FinalReason = (typeof FINAL_REASONS)[number]

/** What must stop sending besides the message itself. `seconds` null: until a person acts. */
export type Pause = { scope: 'connection' | 'newContacts'; seconds: number | null }

/** The provider took it. Not "sent": only acks say that (t-41). */
export type Accepted = { kind: 'accepted'; providerMessageId: string }
/** Refused for good: never attempted again by itself (t-45). `reason` is Portuguese, safe to show. */
export type Refused = { kind: 'refused'; code: string; reason: string; final: FinalReason; pause?: Pause }
/**
 * Surely not taken: the same message may be attempted again, not before `retryAfterSeconds`. `scope` is what must wait.
 * `needsPerson`: token, permission, payment, sign-in; waiting alone won't help, so tell somebody.
 */
export type Later = {
  kind: 'later'
  code: string
  reason: string
  retryAfterSeconds: number
  scope: 'message' | 'connection' | 'newContacts'
  needsPerson?: true
}
/** May have reached the phone. Never attempted again by itself unless `idempotentId`; an ack or an echo of `providerMessageId` settles it. */
export type Unknown = { kind: 'unknown'; code: string; reason: string; providerMessageId: string | null }
export type Outcome = Accepted | Refused | Later | Unknown

export type ConnectionStatus =
  | { state: 'desconectada'; reason: string | null }
  | { state: 'conectando' }
  /** `qr` is the text to draw as a QR code, null while the provider hasn't made it yet. */
  | { state: 'qr'; qr: string | null; pairingCode: string | null }
  | { state: 'conectada'; me: Party | null }
  | { state: 'falhou'; code: string; reason: string }

export type Chat =
  | { kind: 'direct'; party: Party }
  | { kind: 'group'; id: string }
  | { kind: 'status' }
  | { kind: 'channel'; id: string }
  /** A list that one sender writes to many by. */
  | { kind: 'broadcast'; id: string }

export type IncomingMedia = {
  kind: MediaKind | 'sticker' | 'location' | 'contact' | 'other'
  mimeType: string | null
  /** Where the provider keeps it, if it says so. */
  url: string | null
  /** What the provider gives the file for; its form is the adapter's own. */
  providerMediaId: string | null
  /** As the sender named it. */
  fileName: string | null
  /** Bytes, as the sender says. */
  size: number | null
  /** With `audio`: recorded in the chat itself. */
  voice?: boolean
}

/** A file that came with a message, to be fetched. */
export type MediaRef = Pick<IncomingMedia, 'url' | 'providerMediaId' | 'mimeType' | 'fileName'> & {
  providerMessageId: string
}

/** A file as the provider gave it. Neither its type nor its name is to be trusted. */
export type MediaFile = { bytes: Uint8Array; mimeType: string | null; fileName: string | null }

/** `key` identifies the fact itself, so that the same one told twice or by two deliveries counts once; null: never a duplicate. */
type Told = { key: string | null; at: Date }

export type AckEvent = Told & {
  type: 'ack'
  providerMessageId: string
  clientMessageId: string | null
  status: DeliveryStatus
  /** Only with `failed`: what it means for the queue. */
  failure: Refused | Later | null
  /** Where the message went, when the provider says it. */
  chat?: Chat
}
export type MessageEvent = Told & {
  type: 'message'
  providerMessageId: string
  /** Who wrote it; in a group the participant. */
  from: Party
  fromMe: boolean
  /** Only with fromMe: `app` is a person answering from the phone (t-46). */
  source: 'api' | 'app' | 'unknown'
  chat: Chat
  text: string
  media: IncomingMedia | null
  /** Message that this one answers. */
  replyTo: string | null
  /** What the pressed button stands for, where it differs from its text. */
  payload?: string | null
  /** A vote in a poll: the text is what was chosen, empty where only the phone can read it. */
  vote?: true
}
/** Something that belongs to a chat and is no message: `fromMe` says whose doing it was. */
type OfChat = Told & { chat: Chat; fromMe: boolean }
/** A message got another text. `of`: its id; `text` null: only the phone can read the new one. */
export type EditEvent = OfChat & { type: 'edit'; of: string; text: string | null }
export type RevokeEvent = OfChat & { type: 'revoke'; of: string }
/** `emoji` null: the reaction was taken away. */
export type ReactionEvent = OfChat & { type: 'reaction'; of: string; emoji: string | null }
/** `state` is the provider's own word, null when it doesn't say. */
export type CallEvent = OfChat & { type: 'call'; id: string; video: boolean; state: string | null }
/** A person asked WhatsApp itself for no more messages of this number. */
export type OptOutEvent = OfChat & { type: 'opt_out' }
/**
 * Anything else that a provider tells about a chat: notices, settings, placeholders, kinds that no reader knows. `name` is
 * the provider's own word. `of`: the id it came under.
 */
export type ChatEvent = Omit<OfChat, 'chat'> & {
  type: 'chat_event'
  chat: Chat | null
  name: string
  of: string | null
}
export type StatusEvent = Told & { type: 'status'; status: ConnectionStatus }
export type QrEvent = Told & { type: 'qr'; qr: string | null; pairingCode: string | null }
export type RestrictionEvent = Told & { type: 'restriction'; code: string; reason: string; pause: Pause }
/** A label of the account, made or renamed on the phone; `name` null: deleted there. */
export type LabelEvent = Told & { type: 'label'; label: string; name: string | null }
/** A person's chat got a label, or lost it: on the phone, or by us. `name` null: the provider doesn't say it. */
export type LabelledEvent = Told & {
  type: 'labelled'
  party: Party
  label: string
  name: string | null
  on: boolean
}
export type NormalisedEvent =
  | AckEvent
  | MessageEvent
  | EditEvent
  | RevokeEvent
  | ReactionEvent
  | CallEvent
  | OptOutEvent
  | ChatEvent
  | StatusEvent
  | QrEvent
  | RestrictionEvent
  | LabelEvent
  | LabelledEvent

/**
 * `eventId` null: the delivery carries nothing that tells a repetition from a new one; judge by the events' keys.
 * `problems`: what in it couldn't be read, by field names alone; the rest could.
 */
export type ParsedWebhook = { eventId: string | null; events: NormalisedEvent[]; problems?: string[] }

export type WebhookHeaders = Pick<Headers, 'get'>

export type Label = { id: string; name: string }

/** Labels of WhatsApp Business. What is changed on the phone comes as events. */
export interface LabelPort {
  list(): Promise<Label[]>
  create(name: string): Promise<Label>
  /** Adds or removes one label of a chat and leaves its others. */
  mark(chat: Recipient, labelId: string, on: boolean): Promise<void>
}

/** A template as Meta approved it: `{{1}}`… in `body`. `unusable`: Portuguese, why a send of ours couldn't fill it. */
export type ApprovedTemplate = {
  name: string
  language: string
  /** MARKETING, UTILITY */
  category: string
  body: string
  holes: number
  unusable: string | null
}

export type Group = { id: string; name: string }

/**
 * One WhatsApp account over one provider (msg-5). Stateless: the session lives at the provider or in an injected store.
 * Everything but `send` and the webhook functions throws AppError: SOURCE_UNAVAILABLE may be tried again.
 */
export interface WhatsAppProvider {
  readonly name: ProviderName
  readonly capabilities: Capabilities
  /** Starts the session and tells the provider where to post. `pairingPhone` (E.164) asks for a code instead of a QR. */
  connect(options: { webhookUrl: string; pairingPhone?: string }): Promise<ConnectionStatus>
  /** Stops the session and keeps the login. */
  disconnect(): Promise<void>
  /** Ends the login: a new QR will be needed. */
  logout(): Promise<void>
  /** `quiet`: for a look now and then, which must not make the provider show a new code. */
  status(quiet?: boolean): Promise<ConnectionStatus>
  /**
   * One attempt, one network call that can deliver; the login behind a phone is looked up first where the service doesn't.
   * Never throws: whatever happens is an outcome.
   */
  send(command: SendCommand): Promise<Outcome>
  /**
   * The file of a message that came in; providers keep it for minutes (WAHA) to weeks (Meta).
   * @throws AppError NOT_FOUND when the provider has it no more, TOO_LARGE beyond MAX_MEDIA_BYTES.
   */
  fetchMedia(media: MediaRef): Promise<MediaFile>
  /** Constant time, over the bytes as received. */
  verifyWebhook(headers: WebhookHeaders, rawBytes: Uint8Array): boolean
  /**
   * @throws AppError BAD_INPUT when the bytes aren't what this provider posts, FORBIDDEN when they are another session's.
   * Kinds that no reader knows come as chat events; what says nothing about a chat (presence, own lists) is left out.
   */
  parseWebhook(headers: WebhookHeaders, rawBytes: Uint8Array): ParsedWebhook
  /** The bytes to keep: without the secrets and files that this provider puts into its webhooks. Absent: nothing to leave out. */
  redactWebhook?(rawBytes: Uint8Array): Uint8Array
  /** Meta's GET handshake: the text to answer with, null to refuse. */
  challenge?(query: URLSearchParams): string | null
  readonly labels?: LabelPort
  groups?(): Promise<Group[]>
  /** Approved templates of the account. Absent: this provider has none, or the account isn't known. */
  templates?(): Promise<ApprovedTemplate[]>
}
