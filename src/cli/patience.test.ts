import { expect, test, vi } from 'vitest'
import { patiently } from './patience'

const restarting = Object.assign(new Error('Database error 57P01'), { cause: { code: '57P01' } })
const fast = { pauseMs: 1, patienceMs: 10_000 }

test('a database that restarts is waited for, and reported once', async () => {
  const note = vi.fn()
  const ask = vi.fn().mockRejectedValueOnce(restarting).mockRejectedValueOnce(restarting).mockResolvedValue(7)
  expect(await patiently(ask, { signal: new AbortController().signal, note }, fast)).toBe(7)
  expect(ask).toHaveBeenCalledTimes(3)
  expect(note).toHaveBeenCalledTimes(1)
})

test('another failure, Ctrl+C and a database that stays away end the wait', async () => {
  const waiting = { signal: new AbortController().signal, note: vi.fn() }
  await expect(patiently(() => Promise.reject(new Error('other')), waiting, fast)).rejects.toThrow('other')
  const away = () => Promise.reject(restarting)
  await expect(patiently(away, { ...waiting, signal: AbortSignal.abort() }, fast)).rejects.toBe(restarting)
  await expect(patiently(away, waiting, { pauseMs: 1, patienceMs: 5 })).rejects.toBe(restarting)
})
