import { beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { onceReady } from './once-ready'

beforeAll(() => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  provideEnv({})
})

test('a worker that boots while the database recovers waits for it; a wrong password ends it', async () => {
  const answers = ['57P03', '57P03', '57P01']
  const waits: number[] = []
  const work = () => {
    const code = answers.shift()
    return code ? Promise.reject(Object.assign(new Error('x'), { code })) : Promise.resolve('up')
  }
  const wait = (ms: number) => Promise.resolve(waits.push(ms))
  expect(await onceReady(work, wait)).toBe('up')
  expect(waits).toEqual([250, 500, 1000])
  answers.push('28P01')
  await expect(onceReady(work, wait)).rejects.toMatchObject({ code: '28P01' })
})
