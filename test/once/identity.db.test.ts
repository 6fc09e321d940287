import { expect, test } from 'vitest'
import { acceptingProvider } from '../../bench/once/network'
import { makePlaces, START } from '../../bench/once/places'
import { later, refused, unknown } from '../../src/adapters/whatsapp/outcome'
import { PRIORITY } from '../../src/domains/outbox/kinds'
import { applyAck } from '../../src/domains/outbox/service/acks'
import { claimNext } from '../../src/domains/outbox/service/dispatch/claim'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { recordOutcome } from '../../src/domains/outbox/service/dispatch/record'
import { resolveMessage } from '../../src/domains/outbox/service/messages'
import { queueMessages } from '../../src/domains/outbox/service/queue'
import { subjectRegistry } from '../../src/domains/outbox/subjects'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '../../src/kernel/tenancy/unit'
import pg from 'pg'
import { useDatabase } from '../postgres/clone'

const database = useDatabase()

/** One queued message at a channel of its own, and functions that move it. */
async function scene() {
  const owner = new pg.Pool({ connectionString: database.superUrl })
  const [place] = await makePlaces(owner, 1)
  await owner.end()
  if (!place) throw new Error('no place')
  const { empresaId, connectionId } = place
  let now = START
  const deps = dispatchDeps(subjectRegistry([]), () => now, {
    provider: () => acceptingProvider(() => undefined),
  })
  const scope = systemScope(empresaId, 'teste', () => now)
  const unit = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
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
  return {
    deps,
    scope,
    later: (seconds: number) => (now = new Date(START.getTime() + seconds * 1000)),
    claim: async () => {
      const found = await claimNext(deps, empresaId, connectionId, 'w')
      if (found.kind !== 'claimed') throw new Error(found.kind)
      return found.claimed
    },
    givenBack: (clientMessageId: string) =>
      unit((ctx) =>
        applyAck(ctx, connectionId, {
          type: 'ack',
          key: null,
          at: now,
          providerMessageId: 'wa-1',
          clientMessageId,
          status: 'failed',
          failure: later('131049', 60, 'message', 'A Meta adiou.'),
        }),
      ),
    messages: async () =>
      (await unit((ctx) => ctx.sql.query('SELECT id, state, attempts FROM messages'))).rows,
  }
}

test('t-40 a failure reported twice, once before the answer, doesn’t send a message again that is on its way', async () => {
  const it = await scene()
  const first = await it.claim()
  expect(await it.givenBack(first.command.clientMessageId)).toMatchObject({ known: true })
  await recordOutcome(it.deps, first, { kind: 'accepted', providerMessageId: 'wa-1' })
  it.later(120)
  const second = await it.claim()
  expect(second.command.clientMessageId).not.toBe(first.command.clientMessageId)
  expect(await it.givenBack(first.command.clientMessageId)).toMatchObject({ known: false })
  expect(await it.messages()).toMatchObject([{ state: 'enviando', attempts: 2 }])
})

test('t-40 a late failure of the first try doesn’t queue a message again that an operator has sent again', async () => {
  const it = await scene()
  const first = await it.claim()
  await recordOutcome(it.deps, first, unknown('tempo', 'Sem resposta.'))
  it.later(120)
  await withEmpresa(it.scope, (ctx) => resolveMessage(ctx, { id: first.messageId, how: 'reenviar' }))
  const second = await it.claim()
  await it.givenBack(second.command.clientMessageId)
  expect(await it.messages()).toMatchObject([{ state: 'falhou', attempts: 2 }])
})

test('t-40 a late answer to the first try says nothing of the second, which an operator ordered meanwhile', async () => {
  const it = await scene()
  const first = await it.claim()
  it.later(120)
  await expect(it.claim()).rejects.toThrow('idle')
  await withEmpresa(it.scope, (ctx) => resolveMessage(ctx, { id: first.messageId, how: 'reenviar' }))
  await it.claim()
  await recordOutcome(it.deps, first, refused('400', 'content', 'Recusada.'))
  expect(await it.messages()).toMatchObject([{ state: 'enviando', attempts: 2 }])
})
