import { decodeHTMLStrict } from 'entities'

/** Block elements, which separate words; all others are inline. */
const BREAKS = 'br|p|div|li|ul|ol|tr|td|th|table|h[1-6]|hr|section|article|dt|dd'
const INLINE =
  'a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|em|font|i|img|input|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr'
const tag = (names: string) => new RegExp(`</?(?:${names})(?:\\s[^<>]*)?/?>`, 'gi')
const BREAK_TAG = tag(BREAKS)
const INLINE_TAG = tag(INLINE)
const HIDDEN = /<(script|style)(?:\s[^<>]*)?>[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi

/**
 * Text as it is displayed: HTML's entities decoded once, its tags dropped. Only elements that HTML has count as tags,
 * so that `Ana <ana@loja.com>` and `<3` stay. Tags are dropped before and after decoding, because plugins escape the
 * markup of variations (`&lt;span&gt;`).
 */
export function plain(text: string): string {
  if (!text.includes('&') && !text.includes('<')) return text
  return withoutTags(decodeHTMLStrict(withoutTags(text)))
}

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  return text.replace(HIDDEN, ' ').replace(BREAK_TAG, ' ').replace(INLINE_TAG, '')
}
