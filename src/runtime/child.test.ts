import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readEnvFile } from '~/env'
import { childLog, startChild } from './child'

afterEach(() => vi.unstubAllEnvs())

test('ops-1 what a child writes is masked, and what an earlier one wrote is set aside', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'retoma-child-'))
  vi.stubEnv('RETOMA_DATA_DIR', dir)
  readEnvFile('/no/such/file')
  for (const text of ['first maria@loja.test', 'second (11) 98765-4321'])
    await once(
      startChild('web', ['-e', `console.log('out'); console.error(${JSON.stringify(text)})`]),
      'close',
    )
  expect((await readFile(childLog('web'), 'utf8')).trim().split('\n').sort()).toEqual(['out', 'second …21'])
  await vi.waitFor(
    async () =>
      expect((await readdir(path.join(dir, 'logs'))).some((name) => name.endsWith('.gz'))).toBe(true),
    { timeout: 30_000 },
  )
  await rm(dir, { recursive: true })
})
