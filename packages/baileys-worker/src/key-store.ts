/** One change of a session's keys; null deletes. */
export type KeyChange = { type: string; id: string; value: string | null }

/**
 * Storage of one session's login. Its content is full control of the account: seal it at rest. Values are opaque texts,
 * and kinds of keys that this version doesn't know are kept all the same.
 */
export interface KeyStore {
  loadCreds(): Promise<string | null>
  saveCreds(creds: string): Promise<void>
  get(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** All or nothing: a partial change of a ratchet can't be read again. */
  set(changes: readonly KeyChange[]): Promise<void>
  /** `keys` keeps the login; `all` deletes it here. */
  clear(what: 'keys' | 'all'): Promise<void>
}
