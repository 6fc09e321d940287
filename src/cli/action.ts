import type { Command } from 'commander'
import type { z } from 'zod'
import { provideEnv, readEnvFile } from '~/env'
import { closeDatabase } from '~/kernel/db'
import { ENV_FILE, logDir } from '~/runtime/paths'
import { ensureRuntime } from '~/runtime/runtime'
import { failureOf, INTERRUPTED, Interrupted } from './failure'
import { secretReader } from './secret-input'

/** What a command needs besides its options. `signal` aborts at the first Ctrl+C. */
export type Io = {
  secret: ReturnType<typeof secretReader>
  signal: AbortSignal
  note: (line: string) => void
  /** Migrations that the start of this command applied; null where it may not. */
  migrated: string[] | null
}
/** The object that `--json` prints, and the text printed otherwise. `failure` comes after the text, in the object as `error`. */
export type Result = { json: object; text: string[]; failure?: Error }

export type Action<Schema extends z.ZodType> = {
  options: Schema
  /** Fields of inputs whose flag has another name: `{ username: 'user' }`. */
  renamed?: Record<string, string>
  /** Ends by itself when `io.signal` aborts; others are left behind. */
  polite?: boolean
  /** Needs neither database nor log: no runtime is joined, nothing is written. */
  offline?: boolean
  run: (options: z.output<Schema>, io: Io) => Promise<Result>
}

/** Makes a commander action of ours: options validated, runtime joined and left, one result or one line of error. */
export function perform<Schema extends z.ZodType>(action: Action<Schema>) {
  return async (raw: Record<string, unknown>, command: Command): Promise<void> => {
    const json = command.optsWithGlobals<{ json?: boolean }>().json === true
    const { json: _json, ...flags } = raw
    process.exitCode = await conduct(action, flags, json)
    // What was left behind must not block the terminal.
    if (process.exitCode === INTERRUPTED) process.exit()
  }
}

async function conduct<Schema extends z.ZodType>(
  action: Action<Schema>,
  flags: Record<string, unknown>,
  json: boolean,
): Promise<number> {
  const abort = new AbortController()
  const interrupted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => !action.polite && reject(new Interrupted('Interrompido.')))
  })
  interrupted.catch(() => undefined)
  const onSignal = () => abort.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  const io: Omit<Io, 'migrated'> = {
    secret: secretReader(),
    signal: abort.signal,
    note: (line) => void process.stderr.write(`${line}\n`),
  }
  try {
    const options = await action.options.parseAsync(flags)
    const work = (migrated: string[] | null) =>
      Promise.race([action.run(options, { ...io, migrated }), interrupted])
    const result = await (action.offline ? work(null) : inRuntime(work))
    const failure = result.failure ? failureOf(result.failure, action.renamed) : null
    const object = failure ? { ...result.json, error: failure.error } : result.json
    process.stdout.write(json ? `${JSON.stringify(object)}\n` : `${result.text.join('\n')}\n`)
    if (!failure) return 0
    io.note(failure.line)
    return failure.exitCode
  } catch (error) {
    const failure = failureOf(error, action.renamed)
    io.note(failure.line)
    if (json) process.stdout.write(`${JSON.stringify({ error: failure.error })}\n`)
    return failure.exitCode
  } finally {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, onSignal)
  }
}

/** Standard error is for the user: logs go to files. */
async function inRuntime<T>(work: (migrated: string[] | null) => Promise<T>): Promise<T> {
  readEnvFile(ENV_FILE)
  provideEnv({ RETOMA_LOG_DIR: logDir() })
  const runtime = await ensureRuntime()
  try {
    return await work(runtime.migrated)
  } finally {
    await closeDatabase()
    await runtime.release()
  }
}
