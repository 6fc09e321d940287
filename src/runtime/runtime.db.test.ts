import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { childEnv } from '~/env'
import { runningServer, clusterIn } from './cluster'

const ROOT = path.resolve(import.meta.dirname, '../..')
let folder: string
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'retoma-runtime-'))
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  const server = serverOf()
  if (server) process.kill(server.pid, 'SIGQUIT')
  await gone()
  // A folder that only root may enter has its database elsewhere.
  for (const item of [placeOf().folder, folder]) rmSync(item, { recursive: true, force: true })
})

const placeOf = () =>
  JSON.parse(readFileSync(path.join(folder, 'banco.json'), 'utf8')) as { folder: string; port: number }
const serverOf = () => runningServer(clusterIn(placeOf().folder))

async function gone(): Promise<void> {
  for (let tries = 0; tries < 200 && serverOf(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Starts a process that joins the runtime. @returns it and its connection string. */
async function join(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/runtime/holder.ts'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: childEnv({ RETOMA_DATA_DIR: folder, DATABASE_URL: undefined, DATABASE_OWNER_URL: undefined }),
  })
  children.push(child)
  const [url] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
    string,
  ]
  return { child, url }
}

async function leave(child: ChildProcess): Promise<void> {
  child.stdin?.end()
  await once(child, 'exit')
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded runtime', () => {
  it('serves several starters at once from one server, and the last one out stops it', async () => {
    const joined = await Promise.all([join(), join(), join()])
    expect(new Set(joined.map(({ url }) => url)).size).toBe(1)
    const [first, second, third] = joined
    if (!first || !second || !third) throw new Error('three were started')
    const pid = serverOf()?.pid
    await Promise.all([leave(first.child), leave(second.child)])
    expect(serverOf()?.pid).toBe(pid)
    expect(await ask(third.url, 'SELECT count(*)::int AS n FROM empresas')).toEqual([{ n: 0 }])
    await leave(third.child)
    expect(serverOf()).toBeNull()
  })

  it('keeps secrets to its owner and gives the application a role that owns nothing', async () => {
    const { child, url } = await join()
    expect(statSync(path.join(folder, 'segredos.json')).mode & 0o777).toBe(0o600)
    expect(
      await ask(
        url,
        'SELECT rolsuper, rolbypassrls, (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = current_user',
      ),
    ).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0 }])
    await leave(child)
  })

  it('ops-1 leaves no value of a rejected statement in the server’s own log', async () => {
    const { child, url } = await join()
    await expect(ask(url, "SELECT 'maria@loja.test'::int")).rejects.toThrow(/maria@loja.test/)
    const log = readFileSync(path.join(placeOf().folder, 'servidor.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('maria')
    await leave(child)
  })

  it('outlives kill -9 of the process that started it: the next one joins, and stops it at the end', async () => {
    const first = await join()
    const pid = serverOf()?.pid
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await join()
    expect(serverOf()?.pid).toBe(pid)
    await leave(second.child)
    expect(serverOf()).toBeNull()
  })

  it('recovers from kill -9 of the server, from a pid file that names another process, and keeps the data', async () => {
    const first = await join()
    const crashed = serverOf()
    if (!crashed) throw new Error('the server runs')
    first.child.kill('SIGKILL')
    process.kill(crashed.pid, 'SIGKILL')
    await gone()
    const pidFile = path.join(placeOf().folder, 'data/postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)))
    const second = await join()
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, "SELECT to_regclass('carts') IS NOT NULL AS there")).toEqual([
      { there: true },
    ])
    await leave(second.child)
  })
})
