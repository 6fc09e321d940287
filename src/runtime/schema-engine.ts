import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'

const require = createRequire(import.meta.url)
const ROOT = path.resolve(import.meta.dirname, '../..')
const SCHEMA = path.join(ROOT, 'prisma/schema')
const MIGRATIONS = path.join(ROOT, 'prisma/migrations')

type Glue = {
  SchemaEngine: { new: (...args: unknown[]) => Promise<SchemaEngine> }
  __wbg_set_wasm: (exports: unknown) => void
}

export type SchemaFile = { path: string; content: string }

/** Prisma's schema files as its engine wants them. */
async function schemaFiles(): Promise<SchemaFile[]> {
  const names = (await readdir(SCHEMA)).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (name) => ({
      path: path.join(SCHEMA, name),
      content: await readFile(path.join(SCHEMA, name), 'utf8'),
    })),
  )
}

async function migrationsList(): Promise<MigrationList> {
  const names = (await readdir(MIGRATIONS, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  }
}

/** Ends each script's transaction: a crash leaves a migration either done and marked, or not begun. */
const MARK_FINISHED = `DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`

/** The adapter cuts scripts at every `;`, also inside functions and comments: PostgreSQL runs ours whole, as one transaction. */
function wholeScripts(pool: pg.Pool, onFailure: (error: unknown) => void): PrismaPg {
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapter.executeScript = async (script) => {
      await pool.query(`${script}\n;${MARK_FINISHED}`).catch((error: unknown) => {
        onFailure(error)
        throw error
      })
    }
    return adapter
  }
  return factory
}

/** The engine leaves a ten-second timer behind, which must not keep a finished process alive. */
function withQuietTimers(glue: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const name = Object.keys(glue).find((key) => key.startsWith('__wbg_setTimeout'))
  const quiet = (callback: () => void, delay: number) => setTimeout(callback, delay).unref()
  return name ? { ...glue, [name]: quiet } : glue
}

/** Prisma's schema engine as WebAssembly: no binary to download. Keeps `_prisma_migrations` as `prisma migrate deploy` does. */
async function openEngine(pool: pg.Pool, onFailure: (error: unknown) => void): Promise<SchemaEngine> {
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as Glue &
    WebAssembly.ModuleImports
  const file = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': withQuietTimers(glue),
  })
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  const datamodels = (await schemaFiles()).map((entry) => [entry.path, entry.content])
  return glue.SchemaEngine.new(
    { datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(wholeScripts(pool, onFailure)),
  )
}

/** Runs `work` with an engine whose connections are closed afterwards. @throws its report, PostgreSQL's own error as cause. */
async function withEngine<T>(
  connectionString: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString, max: 2, allowExitOnIdle: true })
  let failure: unknown
  const engine = await openEngine(pool, (error) => (failure = error))
  try {
    return await work(engine)
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error), { cause: failure ?? error })
  } finally {
    engine.free()
    await pool.end()
  }
}

const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** Applies the migrations that the database lacks. @returns their names. Owner role. */
export function applyMigrations(ownerUrl: string): Promise<string[]> {
  return withEngine(ownerUrl, async (engine) => {
    const done = await engine.applyMigrations({ migrationsList: await migrationsList(), filters: NO_FILTERS })
    return done.appliedMigrationNames
  })
}

/** SQL that leads from earlier schema files (none: from nothing) to those of the working tree. Changes nothing. */
export function diffSchema(ownerUrl: string, earlier: SchemaFile[]): Promise<string> {
  return withEngine(ownerUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: earlier.length > 0 ? { tag: 'schemaDatamodel', files: earlier } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: await schemaFiles() },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    })
    return stdout ?? ''
  })
}
