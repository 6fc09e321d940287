import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Inngest, InngestFunction } from 'inngest'
import { onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { env } from '../../src/env'
import { serveFunctions } from '../../src/kernel/engine/app'
import { startEmbedded } from '../../src/kernel/engine/embedded'
import type { EngineOptions } from '../../src/kernel/engine/engine'
import { createClient } from '../../src/kernel/inngest'

/** A real Inngest server: `INNGEST_E2E_URL`, with the server's keys. The scenarios then run there. */
export const REAL = process.env.INNGEST_E2E_URL
/** The real server's table begins at 15 s, and nothing can hurry it. */
export const PATIENCE = REAL ? 180_000 : 30_000
// A test outlives what it waits for, so that what it saw is said.
if (REAL) vi.setConfig({ testTimeout: PATIENCE + 30_000, hookTimeout: PATIENCE })

export type Scene = {
  client: Inngest
  /** Makes names of this test's own. */
  name: (text: string) => string
  /** What the functions noted, in order. */
  notes: string[]
  note: (text: string) => void
}
type Functions = (scene: Scene) => InngestFunction.Any[]
type Speed = Omit<EngineOptions, 'databaseUrl' | 'eventKey' | 'signingKey'>

/** An app of this test's own, whose functions run on the embedded engine or on the real server. */
export async function play(functions: Functions, speed: Speed = {}): Promise<Scene> {
  const scene = setScene()
  const app = REAL ? await onRealServer(scene, functions) : await onEngine(scene, functions, speed)
  onTestFinished(app.stop)
  return scene
}

/** A scene without an engine. */
export function setScene(): Scene {
  const id = `t${randomBytes(5).toString('hex')}`
  const notes: string[] = []
  return {
    client: createClient(id),
    name: (text) => `${id}/${text}`,
    notes,
    note: (text) => void notes.push(text),
  }
}

/** One more engine over the same database. */
export function onEngine(scene: Scene, functions: Functions, speed: Speed = {}) {
  const { DATABASE_URL: databaseUrl = '' } = env()
  return startEmbedded(scene.client, functions(scene), {
    databaseUrl,
    backoff: () => 50,
    leaseMs: 3000,
    ...speed,
  })
}

async function onRealServer(scene: Scene, functions: Functions) {
  scene.client.setEnvVars({
    INNGEST_BASE_URL: REAL,
    INNGEST_EVENT_KEY: process.env.INNGEST_E2E_EVENT_KEY,
    INNGEST_SIGNING_KEY: process.env.INNGEST_E2E_SIGNING_KEY,
  })
  const app = await serveFunctions(scene.client, functions(scene))
  const stop = async () => {
    await removeApp(scene.client.id)
    await app.stop()
  }
  return { stop }
}

/** The server keeps no trace of a test: an app that is left there is called for ever by its schedules. */
async function removeApp(name: string): Promise<void> {
  const query = 'mutation ($name: String!) { deleteAppByName(name: $name) }'
  const response = await fetch(new URL('/v0/gql', REAL), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { name } }),
  })
  const answer: unknown = await response.json()
  if (!z.object({ data: z.object({ deleteAppByName: z.literal(true) }) }).safeParse(answer).success)
    throw new Error(`the app ${name} was not removed: ${JSON.stringify(answer)}`)
}

/** Waits until `done` returns true. @throws Error with what was seen when it never does. */
export async function until(
  done: () => boolean | Promise<boolean>,
  seen: () => unknown = () => '',
  ms = PATIENCE,
) {
  const end = performance.now() + ms
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${JSON.stringify(seen())}`)
    await pause(10)
  }
}
