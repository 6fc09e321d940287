import { defineConfig } from 'vitest/config'

const alias = {
  '~': new URL('./src', import.meta.url).pathname,
  'server-only': new URL('./test/server-only.ts', import.meta.url).pathname,
}

/** A limit ends what hangs; it never says how fast a machine is. No test sets one of its own. */
const PATIENCE = { testTimeout: 900_000, hookTimeout: 900_000, expect: { poll: { timeout: 60_000 } } }

/** `unit`: pure, no I/O. `db`: clones of a template database on a real PostgreSQL, one per file. */
export default defineConfig({
  test: {
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
