import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip } from 'node:zlib'
import { freePort } from '../../src/runtime/free-port'

const run = promisify(execFile)
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []

export type MariaDb = {
  port: number
  /** Runs SQL as root and returns what the client prints, without headings. */
  sql: (database: string, statements: string) => Promise<string>
  /** Creates a database and loads a `.sql.gz` into it. */
  load: (database: string, file: string) => Promise<void>
  /** Ends the server at once, as a crash would. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** Another server in MariaDB's place, to try the same tests on: the path of a `mysqld` of MySQL 5.7 or later. */
const MYSQLD = process.env.SHOP_MYSQLD

/** Account of the shops: may read, nothing else. */
export const READER = { username: 'loja', password: 'só-leitura' }

/** Lays a data folder whose root has no password; two that are laid at once don't clear each other's temporary tables. */
const install = (data: string) =>
  run(
    MYSQLD ?? 'mariadb-install-db',
    MYSQLD
      ? ['--no-defaults', ...asRoot, `--datadir=${data}`, '--initialize-insecure']
      : [
          '--no-defaults',
          ...asRoot,
          `--datadir=${data}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
        ],
    { env: { ...process.env, TMPDIR: path.dirname(data) } },
  )

/** A throw-away MariaDB on a folder and a loopback port of its own, from Debian's package `mariadb-server`. */
export async function startMariaDb(bufferPool = '64M', more: readonly string[] = []): Promise<MariaDb> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-mariadb-'))
  const data = path.join(folder, 'data')
  const socket = path.join(folder, 's')
  const port = await freePort()
  await install(data)
  const server = spawn(
    MYSQLD ?? 'mariadbd',
    [
      '--no-defaults',
      ...asRoot,
      `--datadir=${data}`,
      // A starting server empties its temporary folder of other servers' tables: each has its own.
      `--tmpdir=${folder}`,
      `--socket=${socket}`,
      `--port=${String(port)}`,
      '--bind-address=127.0.0.1',
      '--innodb-flush-log-at-trx-commit=0',
      `--innodb-buffer-pool-size=${bufferPool}`,
      '--skip-log-bin',
      ...more,
    ],
    { stdio: 'ignore' },
  )
  const client = ['--no-defaults', `--socket=${socket}`, '-uroot', '--default-character-set=utf8mb4']
  const sql = async (database: string, statements: string) =>
    (
      await run('mariadb', [...client, '-N', ...(database ? [database] : []), '-e', statements], {
        maxBuffer: 64 * 1024 * 1024,
      })
    ).stdout
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await stopped(server, signal)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    // The socket opens after the port.
    await listening(socket, server)
    await sql(
      '',
      `CREATE USER '${READER.username}'@'%' IDENTIFIED BY '${READER.password}'; GRANT SELECT ON *.* TO '${READER.username}'@'%'`,
    )
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
  return {
    port,
    sql,
    load: async (database, file) => {
      await sql('', `CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4`)
      const child = spawn('mariadb', [...client, database], { stdio: ['pipe', 'ignore', 'inherit'] })
      const done = new Promise<void>((resolve, reject) => {
        child.on('exit', (code) => {
          if (code === 0) resolve()
          else reject(new Error(`mariadb ended with ${String(code)}`))
        })
      })
      await pipeline(createReadStream(file), createGunzip(), child.stdin)
      await done
    },
    kill: () => stopped(server, 'SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

/** Waits until a loopback port, or a socket file, accepts connections. */
export async function listening(address: number | string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${String(child.exitCode)}`)
    const open = await new Promise<boolean>((resolve) => {
      const probe = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address)
      probe.once('connect', () => {
        probe.destroy()
        resolve(true)
      })
      probe.once('error', () => {
        resolve(false)
      })
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing listens on ${String(address)}`)
}

/** Ends one child process by its id and waits for it. */
export async function stopped(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}
