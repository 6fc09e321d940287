import {
  BufferJSON,
  initAuthCreds,
  proto,
  type AuthenticationCreds,
  type AuthenticationState,
  type SignalDataSet,
  type SignalDataTypeMap,
} from '@whiskeysockets/baileys'
import type { KeyChange, KeyStore } from './key-store.ts'

export type SessionAuth = {
  state: AuthenticationState
  /** Writes the current login, one write after the other. */
  save(): Promise<void>
  /** Resolves when every write has ended; throws the first that failed. Await before exiting. */
  flush(): Promise<void>
}

/** The login of a session over a store; a new one when there is none. */
export async function authOver(store: KeyStore): Promise<SessionAuth> {
  const saved = await store.loadCreds()
  const creds: AuthenticationCreds = saved === null ? initAuthCreds() : (read(saved) as AuthenticationCreds)
  let queue: Promise<void> = Promise.resolve()
  const save = () => {
    // Serialised now: the object changes while earlier writes are under way.
    const text = write(creds)
    queue = queue.then(() => store.saveCreds(text))
    // `flush` reports the failure; here it must not count as unhandled.
    queue.catch(() => undefined)
    return queue
  }
  return {
    save,
    flush: () => queue,
    state: {
      creds,
      keys: {
        async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
          const found = await store.get(type, ids)
          const entries = [...found].map(([id, text]) => [id, revive(type, read(text))])
          return Object.fromEntries(entries) as { [id: string]: SignalDataTypeMap[T] }
        },
        set: (data) => store.set(changesOf(data)),
        clear: () => store.clear('keys'),
      },
    },
  }
}

function changesOf(data: SignalDataSet): KeyChange[] {
  return Object.entries(data).flatMap(([type, entries]) =>
    Object.entries(entries ?? {}).map(([id, value]) => ({
      type,
      id,
      value: value === null || value === undefined ? null : write(value),
    })),
  )
}

function revive(type: string, value: unknown): unknown {
  return type === 'app-state-sync-key'
    ? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>)
    : value
}

function write(value: unknown): string {
  return JSON.stringify(value, BufferJSON.replacer)
}

function read(text: string): unknown {
  return JSON.parse(text, BufferJSON.reviver)
}
