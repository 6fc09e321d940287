import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { defineConfig } from '@playwright/test'

// Read again by every worker, which inherits what the first reading chose. Never the developer's port or data.
process.env.RETOMA_E2E_PORT ??= String(21_000 + (process.pid % 20_000))
process.env.RETOMA_E2E_DATA ??= mkdtempSync(path.join(os.tmpdir(), 'retoma-e2e-'))
// Messages wait for the morning: the tests' own morning, which the journeys may move on.
process.env.RETOMA_SIMULATED_CLOCK ??= '1'
const port = Number(process.env.RETOMA_E2E_PORT)
process.env.RETOMA_BAILEYS_URL ??= `http://127.0.0.1:${port > 20_000 ? port - 10_000 : port + 10_000}`

export default defineConfig({
  testDir: 'e2e/journeys',
  testMatch: '*.e2e.ts',
  // They end what hangs, and never say how fast a machine is: no journey sets one of its own for all of it.
  timeout: 900_000,
  expect: { timeout: 60_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '.test/e2e.json' }]],
  outputDir: '.test/e2e-results',
  use: {
    baseURL: `http://localhost:${port}`,
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    actionTimeout: 120_000,
    // Nothing spins while a journey waits: every frame is drawn by the processor.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    },
  },
  webServer: {
    command: 'node --import tsx e2e/portal.ts',
    url: `http://127.0.0.1:${port}/health/live`,
    timeout: 900_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    env: {
      RETOMA_DATA_DIR: process.env.RETOMA_E2E_DATA,
      RETOMA_TRUSTED_PROXIES: '1',
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
    },
  },
})
