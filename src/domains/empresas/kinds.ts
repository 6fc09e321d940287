/** Notifications that need the user to act, shown outside of the portal too; the others wait under the bell. */
export const NEEDS_PERSON: ReadonlySet<string> = new Set([
  'conversation.answered',
  'message.failed',
  'import.failed',
  'import.not_started',
  'whatsapp',
  'post.late',
])
