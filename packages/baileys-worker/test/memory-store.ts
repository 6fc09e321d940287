import type { KeyStore } from '../src/key-store.ts'

export type MemoryStore = KeyStore & {
  creds: string | null
  keys: Map<string, string>
  writes: number
  cleared: string[]
}

export function memoryStore(creds: string | null = null): MemoryStore {
  const store: MemoryStore = {
    creds,
    keys: new Map(),
    writes: 0,
    cleared: [],
    loadCreds: () => Promise.resolve(store.creds),
    saveCreds(text) {
      store.creds = text
      store.writes += 1
      return Promise.resolve()
    },
    get: (type, ids) =>
      Promise.resolve(
        new Map(
          ids.flatMap((id) =>
            store.keys.has(`${type}/${id}`) ? [[id, store.keys.get(`${type}/${id}`) ?? '']] : [],
          ),
        ),
      ),
    set(changes) {
      for (const { type, id, value } of changes)
        if (value === null) store.keys.delete(`${type}/${id}`)
        else store.keys.set(`${type}/${id}`, value)
      return Promise.resolve()
    },
    clear(what) {
      store.cleared.push(what)
      store.keys.clear()
      if (what === 'all') store.creds = null
      return Promise.resolve()
    },
  }
  return store
}
