import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { fleetOf } from './fleet.ts'
import { portalAt } from './portal.ts'
import { serve } from './server.ts'

const config = readConfig()
const logger = pino({ level: 'warn', base: null }, pino.destination(2))
const fleet = fleetOf(portalAt(config.portalUrl, config.token), config, logger)
const server = serve(fleet, config.token, logger)

let stopping = false
/** Closes the sockets and releases the leases, so that the next process takes over at once. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  server.close()
  await fleet.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())

server.listen(config.port, config.host)
await once(server, 'listening')
const { port } = server.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ ready: true, port, pid: process.pid })}\n`)
