import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { setScene, until } from '../../../test/engine/world'
import { useDatabase } from '../../../test/postgres/clone'
import { env } from '../../env'
import { database } from '../db'
import { sendEvent } from './outbox'
import { startRelay } from './relay'

useDatabase()

test('with a real server the outbox is relayed in order, also after the server was away', async () => {
  const received: { id: string; name: string; data: { number: number } }[] = []
  const routed = 'SELECT FROM engine.events WHERE routed_at IS NOT NULL'
  const forgotten: (number | null)[] = []
  let failures = 2
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const batch = JSON.parse(Buffer.concat(chunks).toString()) as typeof received
      const fails = failures-- > 0
      const status = fails ? 500 : 200
      const answer = (): void => {
        response.writeHead(status).end(JSON.stringify({ status, ids: batch.map(({ id }) => id) }))
      }
      if (!fails) {
        received.push(...batch)
        answer()
      } else {
        void database()
          .pool.query(routed)
          .then(({ rowCount }) => forgotten.push(rowCount))
          .finally(answer)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { client } = setScene()
  const { port } = server.address() as AddressInfo
  client.setEnvVars({
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
    INNGEST_EVENT_KEY: 'k',
    INNGEST_SIGNING_KEY: 'signkey-test-ab',
  })

  await sendEvent([1, 2].map((number) => ({ name: 'relayed', data: { number } })))
  const relay = await startRelay(client, env().DATABASE_URL ?? '')
  onTestFinished(relay.stop)
  await until(() => received.length === 2)
  await sendEvent({ name: 'relayed', data: { number: 3 } })
  await until(() => received.length === 3)
  expect(received.map((event) => event.data.number)).toEqual([1, 2, 3])
  expect(forgotten).toEqual([0, 0])
  const waiting = 'SELECT FROM engine.events WHERE routed_at IS NULL'
  await until(async () => (await database().pool.query(waiting)).rowCount === 0)
})
