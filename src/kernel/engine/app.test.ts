import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { provideEnv } from '../../env'
import { createClient } from '../inngest'
import { openApp } from './app'
import { registrationWait } from './registrar'

test('a request without a signature is rejected with one log line, without a stack trace', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'retoma-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  provideEnv({ RETOMA_LOG_DIR: folder, RETOMA_LOG_LEVEL: 'info' })
  const client = createClient('unsigned')
  client.setEnvVars({
    INNGEST_BASE_URL: 'http://127.0.0.1:1',
    INNGEST_EVENT_KEY: 'key',
    INNGEST_SIGNING_KEY: `signkey-test-${'ab'.repeat(32)}`,
  })
  const fn = client.createFunction({ id: 'work', triggers: [{ event: 'happened' }] }, () => undefined)
  const app = await openApp(client, [fn])
  onTestFinished(app.stop)
  const lines = () =>
    readdirSync(folder).flatMap((file) =>
      readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean),
    )
  const ask = async (init: RequestInit) =>
    (await fetch(`http://127.0.0.1:${app.port}/api/inngest?fnId=unsigned-work&stepId=step`, init)).status
  expect(await ask({})).toBe(401)
  expect(await ask({ method: 'POST', body: '{}' })).toBe(401)
  await expect.poll(() => lines().length).toBe(2)
  for (const line of lines()) {
    expect(line).toContain('Signature validation failed')
    expect(line).not.toMatch(/stack|node_modules|at /)
  }
  // A server that is away costs one line as well.
  await expect(app.register()).rejects.toThrow('not registered')
  await expect.poll(() => lines().length).toBe(3)
  expect(lines().at(-1)).not.toMatch(/stack|node_modules/)
})

test('a registration is tried again after growing gaps, no two workers at the same time', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => registrationWait(failures, () => 1))
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  expect(registrationWait(3, () => 0)).toBe(2000)
})
