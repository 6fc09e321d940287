import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pino, { type DestinationStream } from 'pino'
import { systemClock, type Clock } from './clock'

/** When this process began. */
const bornAt = systemClock().getTime() - process.uptime() * 1000

const DAY_MS = 24 * 3600 * 1000
type Options = {
  dir: string
  /** Name of the file without `.log`, for a writer that isn't identified by its process id. */
  name?: string
  maxBytes?: number
  keepDays?: number
  clock?: Clock
  pid?: number
}
export type LogFile = DestinationStream & { settled: () => Promise<void>; close: () => void }

/**
 * A log file of this process, `retoma-<pid>.log` or of the name given, that is set aside at `maxBytes` and at each UTC
 * day, compressed, and deleted after `keepDays`. It is created with the first line, so a process that logs
 * nothing leaves no file. Files of processes that are gone are compressed too.
 */
export function openLogFile({
  dir,
  maxBytes = 10 * 1024 * 1024,
  keepDays = 30,
  clock = systemClock,
  pid = process.pid,
  name,
}: Options): LogFile {
  mkdirSync(dir, { recursive: true })
  const file = path.join(dir, `${name ?? `retoma-${pid}`}.log`)
  const day = () => clock().toISOString().slice(0, 10)
  let work = Promise.resolve()
  const later = (task: () => Promise<void>) => {
    // A log that can't be compressed or deleted stays as it is: logging must not end the process.
    work = work.then(task).catch(() => undefined)
  }
  const setAside = (live: string) => {
    const stamp = clock().toISOString().replace(/[-:.]/g, '')
    let target = live.replace(/\.log$/, `.${stamp}.old`)
    for (let n = 1; existsSync(target) || existsSync(`${target}.gz`); n++)
      target = live.replace(/\.log$/, `.${stamp}-${n}.old`)
    // Another process may be doing the same.
    try {
      renameSync(live, target)
    } catch {
      return
    }
    later(() => compress(target))
  }
  for (const left of leftovers(dir, pid)) setAside(left)
  // A file of a given name has one writer at a time. One of this process's id is being written, unless it is from before
  // this process began: then another process had the same id.
  if (existsSync(file) && (name !== undefined || statSync(file).mtimeMs < bornAt)) setAside(file)
  later(() => prune(dir, clock().getTime() - keepDays * DAY_MS))

  let stream: ReturnType<typeof pino.destination> | undefined
  let written = 0
  let today = day()
  return {
    write(line) {
      if (written > 0 && (written + Buffer.byteLength(line) > maxBytes || day() !== today)) {
        setAside(file)
        stream?.reopen(file)
        later(() => prune(dir, clock().getTime() - keepDays * DAY_MS))
        written = 0
        today = day()
      }
      written += Buffer.byteLength(line)
      stream ??= pino.destination({ dest: file, sync: true })
      stream.write(line)
    },
    settled: () => work,
    close: () => stream?.end(),
  }
}

/** Live files of processes that are gone. */
function leftovers(dir: string, pid: number): string[] {
  return readdirSync(dir)
    .filter((name) => {
      const owner = Number(/^retoma-(\d+)\.log$/.exec(name)?.[1] ?? pid)
      return owner !== pid && !isRunning(owner)
    })
    .map((name) => path.join(dir, name))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function compress(file: string): Promise<void> {
  if (statSync(file).size === 0) return rm(file)
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.gz`))
  await rm(file)
}

async function prune(dir: string, before: number): Promise<void> {
  const old = readdirSync(dir)
    .filter((name) => /^[\w-]+\..*old(\.gz)?$/.test(name))
    .map((name) => path.join(dir, name))
  for (const file of old) if (statSync(file).mtimeMs < before) await rm(file, { force: true })
}
