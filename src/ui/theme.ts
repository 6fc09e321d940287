/** The user's choice of theme lives in a cookie, so that the server already paints the right one. */
export const THEME_COOKIE = 'retoma-theme'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Reads the cookie's value; anything unknown follows the system. */
export function themeOf(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system'
}
