import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const alias = {
  '~': new URL('./src', import.meta.url).pathname,
  'server-only': new URL('./test/server-only.ts', import.meta.url).pathname,
}

/** They take a minute and more, and are begun first: both workers then end together. */
const LONG =
  /(?:cli[/](?:cli|shop)|campaign-killed|demo-month|imports[/]shops|fast-forward|once[/]once|runtime[/]runtime|isolation[/](?:both-walls|no-wall|database-alone))[.]db[.]test[.]ts$/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/** A limit ends what hangs; it never says how fast a machine is. No test sets one of its own. */
const PATIENCE = { testTimeout: 900_000, hookTimeout: 900_000, expect: { poll: { timeout: 60_000 } } }

/** `unit`: pure, no I/O. `db`: clones of a template database on a real PostgreSQL, one per file. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          ...PATIENCE,
          name: 'unit',
          pool: 'threads',
          include: ['{src,test,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          ...PATIENCE,
          name: 'db',
          include: ['{src,test}/**/*.db.test.ts'],
          globalSetup: ['test/postgres/global-setup.ts'],
          maxWorkers: 2,
        },
      },
    ],
  },
})
