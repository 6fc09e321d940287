/** A number of an order as a search compares it: letters and digits alone, in lower case. */
export function numberKey(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
