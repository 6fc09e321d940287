import type { Party } from './identity'
import type { DeliveryStatus } from './status'

export const PROVIDERS = ['simulator', 'waha', 'cloud', 'evolution', 'wppconnect', 'baileys'] as const
export type ProviderName = (typeof PROVIDERS)[number]

/** Capabilities of a provider. Its `labels` and `groups` exist exactly when true here. */
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
  /** How a webhook proves its sender. `address`: only by the secret address that it is posted to. */
  webhookProof: 'hmac' | 'token' | 'address'
}

/** The recipient of a message. The jid or lid seen in an inbound message wins over the phone (ninth digit). */
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

/** Why the same message must not be attempted again. */
export const FINAL_REASONS = [
  /** Not on WhatsApp: the contact, not the message. */
  'recipient',
  /** The contact asked the provider for no more messages from this sender. */
  'optedOut',
  /** This provider doesn't deliver to the contact now; says nothing about the contact. */
  'barred',
  /** Wrong text, media, template or parameter. */
  'content',
  /** More than 24 hours since the customer's last message: only a template may go. */
  'window',
  /** The account may not start conversations (463): a retry makes it worse. */
  'restricted',
  /** The account is banned or locked, or the connection can't carry this at all. */
  'connection',
  /** Accepted first, and failed later without a reason. */
  'undelivered',
] as const
export type FinalReason = (typeof FINAL_REASONS)[number]

/** What else must stop sending besides the message itself. `seconds` null: until a user acts. */
export type Pause = { scope: 'connection' | 'newContacts'; seconds: number | null }

/** The provider accepted it. Not "sent": only acks say that (t-41). */
export type Accepted = { kind: 'accepted'; providerMessageId: string }
/** Rejected for good: never attempted again by itself (t-45). `reason` is Portuguese, safe to show. */
export type Refused = { kind: 'refused'; code: string; reason: string; final: FinalReason; pause?: Pause }
/**
 * Surely not accepted: the same message may be attempted again, not before `retryAfterSeconds`. `scope` is what must
 * wait. `needsPerson`: token, permission, payment, sign-in; waiting alone won't help, so a user must be notified.
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
  /** A broadcast list: one sender, many recipients. */
  | { kind: 'broadcast'; id: string }

export type IncomingMedia = {
  kind: MediaKind | 'sticker' | 'location' | 'contact' | 'other'
  mimeType: string | null
  /** Where the provider keeps it, if known. */
  url: string | null
  /** The provider's reference to the file; its form is the adapter's own. */
  providerMediaId: string | null
  /** As the sender named it. */
  fileName: string | null
  /** Bytes, as reported by the sender. */
  size: number | null
  /** With `audio`: recorded in the chat itself. */
  voice?: boolean
}

/** A file that came with a message, to be fetched. */
export type MediaRef = Pick<IncomingMedia, 'url' | 'providerMediaId' | 'mimeType' | 'fileName'> & {
  providerMessageId: string
}

/** A file as the provider returned it. Neither its type nor its name can be trusted. */
export type MediaFile = { bytes: Uint8Array; mimeType: string | null; fileName: string | null }

/**
 * `key` identifies the event itself, so that one reported twice or by two deliveries counts once; null: never a
 * duplicate.
 */
type EventBase = { key: string | null; at: Date }

export type AckEvent = EventBase & {
  type: 'ack'
  providerMessageId: string
  clientMessageId: string | null
  status: DeliveryStatus
  /** Only with `failed`: what it means for the queue. */
  failure: Refused | Later | null
  /** Where the message went, when the provider reports it. */
  chat?: Chat
}
export type MessageEvent = EventBase & {
  type: 'message'
  providerMessageId: string
  /** Who wrote it; in a group the participant. */
  from: Party
  fromMe: boolean
  /** Only with fromMe: `app` is a user answering from the phone (t-46). */
  source: 'api' | 'app' | 'unknown'
  chat: Chat
  text: string
  media: IncomingMedia | null
  /** Message that this one answers. */
  replyTo: string | null
  /** The value behind the pressed button, where it differs from its text. */
  payload?: string | null
  /** A vote in a poll: the text is the chosen options, empty where only the phone can read it. */
  vote?: true
}
/** An event of a chat that isn't a message: `fromMe` is true when our side caused it. */
type ChatEventBase = EventBase & { chat: Chat; fromMe: boolean }
/** The text of a message was edited. `of`: its id; `text` null: only the phone can read the new one. */
export type EditEvent = ChatEventBase & { type: 'edit'; of: string; text: string | null }
export type RevokeEvent = ChatEventBase & { type: 'revoke'; of: string }
/** `emoji` null: the reaction was removed. */
export type ReactionEvent = ChatEventBase & { type: 'reaction'; of: string; emoji: string | null }
/** `state` is the provider's own term, null when unknown. */
export type CallEvent = ChatEventBase & { type: 'call'; id: string; video: boolean; state: string | null }
/** A contact asked WhatsApp itself for no more messages from this channel. */
export type OptOutEvent = ChatEventBase & { type: 'opt_out' }
/**
 * Any other event of a chat: notices, settings, placeholders, kinds that no reader knows. `name` is the provider's own
 * term. `of`: the id of the event.
 */
export type ChatEvent = Omit<ChatEventBase, 'chat'> & {
  type: 'chat_event'
  chat: Chat | null
  name: string
  of: string | null
}
export type StatusEvent = EventBase & { type: 'status'; status: ConnectionStatus }
export type QrEvent = EventBase & { type: 'qr'; qr: string | null; pairingCode: string | null }
export type RestrictionEvent = EventBase & { type: 'restriction'; code: string; reason: string; pause: Pause }
/** A label of the account, created or renamed on the phone; `name` null: deleted there. */
export type LabelEvent = EventBase & { type: 'label'; label: string; name: string | null }
/** A contact's chat got a label, or lost it: on the phone, or by us. `name` null: the provider doesn't report it. */
export type LabelledEvent = EventBase & {
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
 * `eventId` null: the delivery carries nothing that distinguishes a repetition from a new one; deduplicate by the
 * events' keys. `problems`: field names of what couldn't be read; the rest could.
 */
export type ParsedWebhook = { eventId: string | null; events: NormalisedEvent[]; problems?: string[] }

export type WebhookHeaders = Pick<Headers, 'get'>

export type Label = { id: string; name: string }

/** Labels of WhatsApp Business. Changes on the phone come as events. */
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
  /**
   * Starts the session and registers the webhook URL at the provider. `pairingPhone` (E.164) asks for a code instead of
   * a QR.
   */
  connect(options: { webhookUrl: string; pairingPhone?: string }): Promise<ConnectionStatus>
  /** Stops the session and keeps the login. */
  disconnect(): Promise<void>
  /** Ends the login: a new QR will be needed. */
  logout(): Promise<void>
  /** `quiet`: for periodic checks, which must not make the provider show a new code. */
  status(quiet?: boolean): Promise<ConnectionStatus>
  /**
   * One attempt, one network call that can deliver; the login behind a phone is looked up first where the service
   * doesn't. Never throws: every result is an outcome.
   */
  send(command: SendCommand): Promise<Outcome>
  /**
   * The file of an inbound message; providers keep it for minutes (WAHA) to weeks (Meta). @throws AppError NOT_FOUND
   * when the provider no longer has it, TOO_LARGE beyond MAX_MEDIA_BYTES.
   */
  fetchMedia(media: MediaRef): Promise<MediaFile>
  /** Constant time, over the bytes as received. */
  verifyWebhook(headers: WebhookHeaders, rawBytes: Uint8Array): boolean
  /**
   * @throws AppError BAD_INPUT when the bytes aren't what this provider posts, FORBIDDEN when they are another
   * session's. Kinds that no reader knows come as chat events; events that concern no chat (presence, own lists) are
   * left out.
   */
  parseWebhook(headers: WebhookHeaders, rawBytes: Uint8Array): ParsedWebhook
  /**
   * The bytes to store: without the secrets and files that this provider puts into its webhooks. Absent: nothing to
   * leave out.
   */
  redactWebhook?(rawBytes: Uint8Array): Uint8Array
  /** Meta's GET handshake: the text to answer with, null to deny. */
  challenge?(query: URLSearchParams): string | null
  readonly labels?: LabelPort
  groups?(): Promise<Group[]>
  /** Approved templates of the account. Absent: this provider has none, or the account isn't known. */
  templates?(): Promise<ApprovedTemplate[]>
}
