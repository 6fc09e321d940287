import { defineConfig } from 'vitest/config'

const alias = {
  '~': new URL('./src', import.meta.url).pathname,
  'server-only': new URL('./test/server-only.ts', import.meta.url).pathname,
}

/** `unit`: pure, no I/O. `db`: clones of a template database on a real PostgreSQL, one per file. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          pool: 'threads',
          include: ['{src,test,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['{src,test}/**/*.db.test.ts'],
          globalSetup: ['test/postgres/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
