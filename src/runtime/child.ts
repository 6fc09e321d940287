import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { childEnv } from '~/env'
import { openLogFile } from '~/kernel/log-file'
import { maskText } from '~/kernel/mask'
import { logDir, PROJECT_ROOT } from './paths'

const END_WITH_PARENT = pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.mjs')).href

/** Log file of a child process inside the data folder. */
export const childLog = (name: string) => path.join(logDir(), `${name}.log`)

/**
 * Starts a Node process of ours in a session of its own, so that the terminal's Ctrl+C reaches its parent alone.
 * Its output goes to its log, rotated and masked as ours is, except a standard output that the caller wants to read.
 */
export function startChild(
  name: string,
  args: string[],
  { env = {}, output = 'log' }: { env?: Partial<Record<string, string>>; output?: 'log' | 'pipe' } = {},
): ChildProcess {
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...args], {
    cwd: PROJECT_ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnv({ NODE_ENV: 'production', ...env }),
  })
  const log = openLogFile({ dir: logDir(), name })
  const keep = (stream: Readable) =>
    createInterface({ input: stream }).on('line', (line) => log.write(`${maskText(line)}\n`))
  keep(child.stderr)
  if (output === 'log') keep(child.stdout)
  child.once('close', () => log.close())
  return child
}

/** Ends a child by its id: politely, and after ten seconds for good. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  child.kill('SIGTERM')
  await gone
  clearTimeout(patience)
}
