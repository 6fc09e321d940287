import { expect, test } from 'vitest'
import { acceptingProvider } from '../../bench/once/network'
import { makePlaces, START } from '../../bench/once/places'
import { later } from '../../src/adapters/whatsapp/outcome'
import { PRIORITY } from '../../src/domains/messaging/kinds'
import { applyAck } from '../../src/domains/messaging/service/acks'
import { claimNext } from '../../src/domains/messaging/service/dispatch/claim'
import { dispatchDeps } from '../../src/domains/messaging/service/dispatch/deps'
import { recordOutcome } from '../../src/domains/messaging/service/dispatch/record'
import { queueMessages } from '../../src/domains/messaging/service/queue'
import { subjectRegistry } from '../../src/domains/messaging/subjects'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../../src/kernel/tenancy/unit'
import pg from 'pg'
import { useDatabase } from '../postgres/clone'

const database = useDatabase()

test('t-40 a failure told twice, once before the answer, doesn’t send a message again that is on its way', async () => {
  const owner = new pg.Pool({ connectionString: database.superUrl })
  const [place] = await makePlaces(owner, 1)
  await owner.end()
  if (!place) throw new Error('no place')
  const { empresaId, connectionId } = place
  let now = START
  const deps = dispatchDeps(subjectRegistry([]), () => now, {
    provider: () => acceptingProvider(() => undefined),
  })
  const unit = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) =>
    withEmpresaSql(
      systemScope(empresaId, 'teste', () => now),
      work,
    )
  await unit((ctx) =>
    queueMessages(ctx, [
      {
        dedupeKey: 'a',
        kind: 'manual',
        connectionId,
        contactId: place.contacts[0] ?? null,
        body: 'Oi',
        notBefore: START,
        priority: PRIORITY.byHand,
      },
    ]),
  )
  const claim = async () => {
    const found = await claimNext(deps, empresaId, connectionId, 'w')
    if (found.kind !== 'claimed') throw new Error(found.kind)
    return found.claimed
  }
  const first = await claim()
  const givenBack = () =>
    unit((ctx) =>
      applyAck(ctx, connectionId, {
        type: 'ack',
        key: null,
        at: now,
        providerMessageId: 'wa-1',
        clientMessageId: first.command.clientMessageId,
        status: 'failed',
        failure: later('131049', 60, 'message', 'A Meta adiou.'),
      }),
    )
  expect(await givenBack()).toBe(true)
  await recordOutcome(deps, first, { kind: 'accepted', providerMessageId: 'wa-1' })
  now = new Date(START.getTime() + 120_000)
  const second = await claim()
  expect(second.command.clientMessageId).not.toBe(first.command.clientMessageId)
  expect(await givenBack()).toBe(false)
  const { rows } = await unit((ctx) => ctx.sql.query('SELECT state, attempts FROM messages'))
  expect(rows).toEqual([{ state: 'enviando', attempts: 2 }])
})
