import fc from 'fast-check'
import { expect, test } from 'vitest'
import { world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import type { LabelPort } from '~/adapters/whatsapp/port'
import { AppError } from '~/kernel/errors'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { makeCustomer } from '~/domains/customers/factory'
import { makeOrder } from '~/domains/orders/factory'
import { makeContact } from '~/domains/outbox/factory'
import { assignLabel, labelsOfContact, listLabels, markLabel } from './service/labels'
import { createLabel, refreshLabels } from './service/labels-provider'
import { applyLabels, wantLabels } from './service/labels-sync'
import { mergeContacts } from '~/domains/contacts/service/merge-contacts'
import { processReceived } from '~/domains/inbox/service/process'

useDatabase()

/** A channel with a label for each status, a contact with a conversation on it, and orders under their phone. */
async function stage() {
  const w = await world()
  const scope = systemScope(w.empresaId, 'teste', () => w.now.at)
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope, work)
  const labels: Record<string, string> = {}
  for (const status of ['ativo', 'em_aberto', 'cancelado'] as const) {
    labels[status] = await createLabel(scope, w.connection, `Etiqueta ${status}`)
    await unit((ctx) => assignLabel(ctx, { id: w.connection, status, label: labels[status] ?? null }))
  }
  const contact = await w.run((ctx) => makeContact(ctx, 'Bia'))
  await w.run((ctx) =>
    ctx.sql.query(
      `INSERT INTO conversations (empresa_id, connection_id, contact_id, last_message_at, created_at) VALUES ($1, $2, $3, $4, $4)`,
      [w.empresaId, w.connection, contact.id, ctx.now],
    ),
  )
  let placed = 0
  let delivered = 0
  return {
    w,
    scope,
    unit,
    labels,
    contact,
    order: (status: string) =>
      unit((ctx) =>
        makeOrder(ctx, {
          status,
          phone: contact.phone,
          phoneKey: `11${contact.phone.slice(-8)}`,
          placedAt: new Date(w.now.at.getTime() + placed++ * 60_000),
        }),
      ),
    sync: async (open?: Parameters<typeof applyLabels>[1]) => {
      await withEmpresaSql(scope, wantLabels)
      return applyLabels(scope, open)
    },
    /** Processes a delivery of what the phone's owner did. */
    receive: (...events: object[]) =>
      w.run(async (ctx) => {
        const id = `aviso-${String(++delivered)}`
        await ctx.sql.query(
          'INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, events) VALUES ($1, $2, $3, $4, $5)',
          [w.empresaId, w.connection, id, ctx.now, JSON.stringify(events)],
        )
        await processReceived(ctx, w.connection, id)
      }),
    /** The contact's labels, by name. */
    own: async () =>
      (await unit((ctx) => labelsOfContact(ctx, { id: contact.id, connectionId: w.connection }))).flatMap(
        ({ name, on, waiting }) => (on || waiting ? [[name, on, waiting]] : []),
      ),
    /** What the simulated phone shows. */
    marks: () =>
      w.run(async (ctx) => {
        const { rows } = await ctx.sql.query<{ label: string }>(
          'SELECT label FROM simulated_label_marks WHERE empresa_id = $1 ORDER BY label',
          [w.empresaId],
        )
        return rows.map(({ label }) => label)
      }),
  }
}

test('msg-6 the label follows the status of the latest order when it changes', async () => {
  const { order, sync, marks, labels } = await stage()
  expect(await sync()).toBe(0)
  await order('pending')
  expect(await sync()).toBe(1)
  expect(await marks()).toEqual([labels.em_aberto])
  expect(await sync()).toBe(0)
  await order('completed')
  expect(await sync()).toBe(2)
  expect(await marks()).toEqual([labels.ativo])
  await order('checkout-draft')
  expect(await sync()).toBe(0)
  await order('refunded')
  await sync()
  expect(await marks()).toEqual([labels.cancelado])
})

test('msg-6 the latest order counts, whether it is the customer’s or only under the phone', async () => {
  const { w, unit, order, sync, marks, labels, contact } = await stage()
  const customerId = await unit((ctx) => makeCustomer(ctx))
  await w.run((ctx) =>
    ctx.sql.query('UPDATE contacts SET customer_id = $2 WHERE id = $1', [contact.id, customerId]),
  )
  const own = (status: string, minutes: number) =>
    unit((ctx) =>
      makeOrder(ctx, { status, customerId, placedAt: new Date(w.now.at.getTime() + minutes * 60_000) }),
    )
  await own('completed', -60)
  await order('pending')
  await sync()
  expect(await marks()).toEqual([labels.em_aberto])
  await own('cancelled', 60)
  await sync()
  expect(await marks()).toEqual([labels.cancelado])
})

test('msg-6 when a status gets another label, or none, the contacts move', async () => {
  const { w, unit, scope, order, sync, marks } = await stage()
  await order('completed')
  await sync()
  const vip = await createLabel(scope, w.connection, 'Compradores')
  await unit((ctx) => assignLabel(ctx, { id: w.connection, status: 'ativo', label: vip }))
  await sync()
  expect(await marks()).toEqual([vip])
  await unit((ctx) => assignLabel(ctx, { id: w.connection, status: 'ativo', label: null }))
  await sync()
  expect(await marks()).toEqual([])
})

test('a user puts and removes labels that follow no status; the others change by themselves', async () => {
  const { w, unit, scope, sync, marks, labels, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  const mark = (label: string, on: boolean) =>
    unit((ctx) => markLabel(ctx, { id: w.connection, contactId: contact.id, label, on }))
  await mark(vip, true)
  expect(
    (await unit((ctx) => labelsOfContact(ctx, { id: contact.id, connectionId: w.connection }))).at(-1),
  ).toEqual({ label: vip, name: 'VIP', automatic: false, on: true, waiting: true, problem: null })
  await sync()
  expect(await marks()).toEqual([vip])
  await mark(vip, false)
  await sync()
  expect(await marks()).toEqual([])
  await expect(mark(labels.ativo ?? '', true)).rejects.toThrow('segue a situação')
  await expect(mark('nenhuma', true)).rejects.toThrow('Busque as etiquetas')
})

test('an unavailable provider is asked later, with growing gaps, and the label says why', async () => {
  const { w, scope, order, sync, marks, labels } = await stage()
  await order('completed')
  let asked = 0
  const away = {
    mark: () => {
      asked++
      return Promise.reject(new AppError('SOURCE_UNAVAILABLE', 'O serviço não respondeu.'))
    },
  } as unknown as LabelPort
  const open = () => ({
    ...w.deps.provider(scope, { id: '', configSealed: '' }, () => w.now.at),
    labels: away,
  })
  expect(await sync(open)).toBe(0)
  expect(await sync(open)).toBe(0)
  expect(asked).toBe(1)
  const view = await listLabels(scope, w.connection)
  expect(view.labels.find(({ label }) => label === labels.ativo)).toMatchObject({
    people: 1,
    waiting: 1,
    problem: 'O serviço não respondeu.',
  })
  w.pass(61)
  expect(await sync(open)).toBe(0)
  expect(asked).toBe(2)
  // Twice as long after the second failure.
  w.pass(61)
  expect(await sync()).toBe(0)
  w.pass(60)
  expect(await sync()).toBe(1)
  expect(await marks()).toEqual([labels.ativo])
})

test('a label that is gone on the phone is removed here too; a new one is added', async () => {
  const { w, scope, labels } = await stage()
  await w.run((ctx) =>
    ctx.sql.query(`UPDATE simulated_labels SET label = '99', name = 'Feita no celular' WHERE label = $1`, [
      labels.cancelado,
    ]),
  )
  await refreshLabels(scope, w.connection)
  const view = await listLabels(scope, w.connection)
  expect(view.labels.map(({ label, status }) => [label, status])).toEqual([
    [labels.ativo, 'ativo'],
    [labels.em_aberto, 'em_aberto'],
    ['99', null],
  ])
})

test('t-44 two contacts that become one keep the labels of both', async () => {
  const { w, unit, scope, contact, receive } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  // Removed from the one chat, which is remembered; the other has it.
  await receive(labelled(contact.phone, vip, false, w.now.at))
  w.pass(60)
  const other = await w.run((ctx) => makeContact(ctx, 'Bia'))
  await unit((ctx) => markLabel(ctx, { id: w.connection, contactId: other.id, label: vip, on: true }))
  const kept = await w.run((ctx) => mergeContacts(ctx, [contact.id, other.id]))
  const own = await unit((ctx) => labelsOfContact(ctx, { id: kept, connectionId: w.connection }))
  expect(own.filter(({ on }) => on).map(({ label }) => label)).toEqual([vip])
})

const partyOf = (phone: string) => ({
  ...{ phone, phoneKey: `11${phone.slice(-8)}`, lid: null, bsuid: null, name: null },
  jid: `${phone.slice(1)}@s.whatsapp.net`,
})
const labelled = (phone: string, label: string, on: boolean, at: Date, name: string | null = null) => ({
  ...{ type: 'labelled', key: null, party: partyOf(phone), label, name, on, at },
})

test('msg-6 a label put or removed on the phone is so here, also for a contact who never wrote; it is not sent back', async () => {
  const { w, scope, unit, receive, own, sync, marks, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  await receive(labelled(contact.phone, vip, true, w.now.at))
  expect(await own()).toEqual([['VIP', true, false]])
  expect([await sync(), await marks()]).toEqual([0, []])
  w.pass(60)
  await receive(labelled(contact.phone, vip, false, w.now.at))
  expect(await own()).toEqual([])
  const newPhone = '+5511955554444'
  await receive(labelled(newPhone, '77', true, w.now.at), {
    type: 'label',
    label: '77',
    name: 'Atacado',
    at: w.now.at,
  })
  const [{ id } = { id: '' }] = (
    await w.run((ctx) =>
      ctx.sql.query<{ id: string }>('SELECT id FROM contacts WHERE phone = $1', [newPhone]),
    )
  ).rows
  const theirs = await unit((ctx) => labelsOfContact(ctx, { id, connectionId: w.connection }))
  expect(theirs.filter(({ on }) => on)).toMatchObject([{ name: 'Atacado', automatic: false }])
})

test('t-43 events of the phone about a label end in the state of the latest one, in any order', async () => {
  const { w, scope, receive, own, sync, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  let hours = 0
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(fc.boolean(), { minLength: 1, maxLength: 4 })
        .chain((reported) =>
          fc.tuple(
            fc.constant(reported),
            fc.shuffledSubarray([...reported.keys()], { minLength: reported.length }),
          ),
        ),
      async ([reported, order]) => {
        hours++
        const at = (n: number) => new Date(w.now.at.getTime() + hours * 3_600_000 + n * 60_000)
        for (const n of order) {
          await receive(labelled(contact.phone, vip, reported[n] ?? false, at(n)))
          await sync()
        }
        expect(await own()).toEqual(reported.at(-1) ? [['VIP', true, false]] : [])
      },
    ),
    { numRuns: 25 },
  )
})

test('conv-1 a delivery of a label that is repeated weeks later changes nothing', async () => {
  const { w, scope, receive, own, sync, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  const first = labelled(contact.phone, vip, true, w.now.at)
  await receive(first)
  w.pass(60)
  await receive(labelled(contact.phone, vip, false, w.now.at))
  for (const day of [1, 5, 9, 30]) {
    w.pass(day * 86_400)
    await sync()
    await receive(first)
    expect(await own(), String(day)).toEqual([])
  }
})

test('a change here prevails over older and newer updates of the phone until the phone has received it', async () => {
  const { w, unit, scope, receive, own, sync, marks, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  const mark = (on: boolean) =>
    unit((ctx) => markLabel(ctx, { id: w.connection, contactId: contact.id, label: vip, on }))
  await mark(true)
  await sync()
  const before = w.now.at
  w.pass(60)
  await mark(false)
  // The echo of the update that we sent first.
  await receive(labelled(contact.phone, vip, true, w.now.at))
  expect(await own()).toEqual([['VIP', false, true]])
  w.pass(60)
  expect([await sync(), await marks()]).toEqual([1, []])
  await receive(labelled(contact.phone, vip, true, before))
  expect(await own()).toEqual([])
})

test('msg-6 a label that follows the status is corrected when the phone differs', async () => {
  const { w, order, receive, own, sync, marks, labels, contact } = await stage()
  await order('completed')
  await sync()
  w.pass(60)
  await receive(
    labelled(contact.phone, labels.ativo ?? '', false, w.now.at),
    labelled(contact.phone, labels.cancelado ?? '', true, w.now.at),
  )
  expect(await own()).toEqual([
    ['Etiqueta ativo', true, true],
    ['Etiqueta cancelado', false, true],
  ])
  expect([await sync(), await marks()]).toEqual([2, [labels.ativo]])
  expect(await own()).toEqual([['Etiqueta ativo', true, false]])
})

test('a label that is renamed or deleted on the phone is so here', async () => {
  const { w, scope, unit, receive, own, labels, contact } = await stage()
  const vip = await createLabel(scope, w.connection, 'VIP')
  await unit((ctx) => markLabel(ctx, { id: w.connection, contactId: contact.id, label: vip, on: true }))
  await receive({ type: 'label', label: vip, name: 'Especial', at: w.now.at })
  expect(await own()).toEqual([['Especial', true, true]])
  await receive(...[vip, labels.ativo].map((label) => ({ type: 'label', label, name: null, at: w.now.at })))
  expect(await own()).toEqual([])
  const view = await listLabels(scope, w.connection)
  expect(view.labels.map(({ status }) => status)).toEqual(['cancelado', 'em_aberto'])
})

test('a label of a channel that belongs to another empresa, or to none, is not found, also when it is removed', async () => {
  const [{ unit }, other] = [await stage(), await world()]
  for (const id of [other.connection, '00000000-0000-4000-8000-000000000000'])
    await expect(unit((ctx) => assignLabel(ctx, { id, status: 'ativo', label: null }))).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    )
})
