// `npm run dev [-- --fresh] [-- --port 3100]`: portal and worker on the embedded database, reloading when a file changes.
import '../src/runtime/end-with-parent.mjs'
import { provideEnv } from '../src/env'
import { invitation, seedDemo } from '../src/runtime/demo-seed'
import { nextFreePort } from '../src/runtime/free-port'
import { onThisMachine } from '../src/runtime/on-this-machine'
import { logDir } from '../src/runtime/paths'
import { startWeb, startWorkerProcess } from '../src/runtime/portal'

await onThisMachine(process.argv.slice(2), async ({ crew, halted, firstPort }) => {
  const port = await nextFreePort(firstPort)
  // The worker writes addresses of the portal into e-mails.
  provideEnv({ NEXTAUTH_URL: `http://localhost:${port}` })
  const web = crew.keep('web', () => startWeb(port, { reload: true }))
  // The demonstration's shop is imported by the worker, while the portal is already open.
  await seedDemo(new Date())
  await Promise.all([web, crew.keep('worker', () => startWorkerProcess({ reload: true }))])
  console.log(invitation(port))
  console.log(`Cada mudança em src recarrega. Registros em ${logDir()}. Ctrl+C para tudo; os dados ficam.`)
  await Promise.race([halted, crew.broken])
})
