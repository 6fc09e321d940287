import type { Recipient } from '../port'
import type { DueWebhook, PhoneCopy, SimulatorState, SimulatorStore } from './store'

/** A simulated account in memory, for tests and benches, with access to every copy and webhook. */
export type MemoryStore = SimulatorStore & { copies: PhoneCopy[]; webhooks: DueWebhook[] }

export function memoryStore(initial: SimulatorState['state'] = 'conectada'): MemoryStore {
  let state: SimulatorState = { state: initial, restrictedUntil: null }
  const attempts = new Map<string, number>()
  const done = new Set<string>()
  const labels = new Map<string, { id: string; name: string; chats: Set<string> }>()
  const copies: PhoneCopy[] = []
  const webhooks: DueWebhook[] = []
  return {
    copies,
    webhooks,
    state: () => Promise.resolve(state),
    attempt(id) {
      const count = (attempts.get(id) ?? 0) + 1
      attempts.set(id, count)
      return Promise.resolve(count)
    },
    apply(effect) {
      if (effect.onceKey !== null && done.has(effect.onceKey)) return Promise.resolve()
      if (effect.onceKey !== null) done.add(effect.onceKey)
      if (effect.copy) copies.push(effect.copy)
      webhooks.push(...effect.webhooks)
      state = effect.state ?? state
      return Promise.resolve()
    },
    knows: (recipient) => Promise.resolve(copies.some((copy) => idOf(copy.to) === idOf(recipient))),
    labels: {
      list: () => Promise.resolve([...labels.values()].map(({ id, name }) => ({ id, name }))),
      create(name) {
        const label = { id: String(labels.size + 1), name, chats: new Set<string>() }
        labels.set(label.id, label)
        return Promise.resolve({ id: label.id, name })
      },
      mark(chat, labelId, on) {
        const chats = labels.get(labelId)?.chats
        if (on) chats?.add(idOf(chat))
        else chats?.delete(idOf(chat))
        return Promise.resolve()
      },
    },
    groups: () => Promise.resolve([{ id: '120363000000000001@g.us', name: 'Grupo simulado' }]),
  }
}

function idOf(recipient: Recipient): string {
  return JSON.stringify(recipient)
}
