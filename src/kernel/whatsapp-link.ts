/** `https://wa.me/…` with the message filled in. */
export function whatsAppLink(e164: string, message = ''): string {
  const text = message ? `?text=${encodeURIComponent(message.replace(/\p{Cs}/gu, '\ufffd'))}` : ''
  return `https://wa.me/${e164.replace(/\D/g, '')}${text}`
}
