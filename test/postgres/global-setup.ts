import type { TestProject } from 'vitest/node'
import { applyMigrations } from '../../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from './server'

declare module 'vitest' {
  interface ProvidedContext {
    postgresPort: number
  }
}

/** One server for the run; `template_retoma` carries the migrations and every test file clones it. */
export default async function setup(project: TestProject) {
  const server = await startPostgres()
  await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE template_retoma OWNER retoma_owner'])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'template_retoma'))
  project.provide('postgresPort', server.port)
  return server.stop
}
