const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Keeps a choice of the interface for the server's next page: nothing secret, nothing personal. */
export function remember(cookie: string, value: string): void {
  document.cookie = `${cookie}=${value}; path=/; max-age=${YEAR_SECONDS.toString()}; samesite=lax`
}
