import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { binariesFor, type Binaries } from './binaries'
import { readIfThere } from './kept-file'
import { serverUser, type ServerUser } from './system-user'

/** A PostgreSQL data folder of ours and who runs it. */
export type Cluster = {
  folder: string
  user: ServerUser
  binaries: Binaries
  settings: Record<string, string>
}
export type RunningServer = { pid: number; port: number; ready: boolean }

const DEFAULTS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Why a statement was rejected goes to its client, and to our log, masked. The server's own log would repeat
  // values (an e-mail that is taken, a row that doesn't fit) as they are.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/** Describes the cluster in `folder`, which is created and handed to the server's user. */
export function clusterIn(folder: string, settings: Record<string, string> = {}): Cluster {
  const user = serverUser()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  return { folder, user, binaries: binariesFor(user), settings: { ...DEFAULTS, ...settings } }
}

const dataOf = (cluster: Cluster) => path.join(cluster.folder, 'data')
const logOf = (cluster: Cluster) => path.join(cluster.folder, 'servidor.log')

/** Makes the data folder when there is none. Safe beside another process that does the same: one of the two counts. */
export async function initialise(cluster: Cluster, superPassword: string): Promise<void> {
  if (existsSync(path.join(dataOf(cluster), 'PG_VERSION'))) return
  const staging = mkdtempSync(path.join(cluster.folder, 'novo-'))
  const passwordFile = path.join(staging, 'senha')
  writeFileSync(passwordFile, superPassword, { mode: 0o600 })
  const { uid, gid } = cluster.user
  if (uid !== undefined && gid !== undefined)
    for (const item of [staging, passwordFile]) chownSync(item, uid, gid)
  try {
    await run(cluster, cluster.binaries.initdb, [
      ...[
        '-D',
        path.join(staging, 'data'),
        '-U',
        'postgres',
        `--pwfile=${passwordFile}`,
        '-A',
        'scram-sha-256',
      ],
      ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ])
    renameSync(path.join(staging, 'data'), dataOf(cluster))
  } catch (error) {
    if (!existsSync(path.join(dataOf(cluster), 'PG_VERSION'))) throw error
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** What `postmaster.pid` says of the server, null when it names no live process. */
export function runningServer(cluster: Cluster): RunningServer | null {
  const lines = readIfThere(path.join(dataOf(cluster), 'postmaster.pid'))?.split('\n')
  if (!lines) return null
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && port > 0 && isAlive(pid) ? { pid, port, ready: lines[7]?.trim() === 'ready' } : null
}

/** Command line of a process; empty when there is none. */
function commandOf(pid: number): string {
  if (existsSync('/proc/self')) return readIfThere(`/proc/${pid}/cmdline`) ?? ''
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout
}

/** After a crash and a restart the pid in the file may be another process's: only a PostgreSQL counts. */
const isAlive = (pid: number) => commandOf(pid).includes('postgres')

/** PostgreSQL ignores the pid file of a dead process, but one that names a living foreign process stops it for ever. */
function removeForeignPidFile(cluster: Cluster): void {
  const file = path.join(dataOf(cluster), 'postmaster.pid')
  const pid = Number(readIfThere(file)?.split('\n')[0])
  const command = pid > 0 ? commandOf(pid) : ''
  if (command !== '' && !command.includes('postgres')) rmSync(file, { force: true })
}

/**
 * Starts the server as a daemon of its own session. Of two starters one wins; the other's attempt fails here and both
 * find the winner in `runningServer`. @throws with the server's own words.
 */
export async function startServer(cluster: Cluster, port: number): Promise<void> {
  removeForeignPidFile(cluster)
  const options = Object.entries({ ...cluster.settings, port: String(port) }).map(
    ([name, value]) => `-c ${name}='${value}'`,
  )
  await run(cluster, cluster.binaries.pgCtl, [
    ...['start', '-w', '-t', '120', '-D', dataOf(cluster), '-l', logOf(cluster), '-o', options.join(' ')],
  ])
}

/** Fast shutdown: sessions are ended, nothing that was committed is lost. Waits until the server is gone. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const server = runningServer(cluster)
  if (!server) return
  process.kill(server.pid, 'SIGINT')
  for (let tries = 0; tries < 1200 && runningServer(cluster); tries++) await sleep(25)
}

/** Runs one of PostgreSQL's programs as the server's user. Its output goes nowhere a daemon could keep open. */
function run(cluster: Cluster, program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = path.join(cluster.folder, `saida-${process.pid}.log`)
    const shell = ['-c', 'out="$1"; shift; exec "$@" >"$out" 2>&1', 'sh', output, program, ...args]
    const child = spawn('/bin/sh', shell, {
      ...cluster.user,
      cwd: '/',
      stdio: 'ignore',
      // Our own environment has secrets; the server needs none of it.
      env: { NODE_ENV: 'production', PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      const said = readIfThere(output)?.trim() ?? ''
      rmSync(output, { force: true })
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `${path.basename(program)} terminou com ${code}: ${said.split('\n').slice(-6).join(' | ')}`,
          ),
        )
    })
  })
}
