import { createReadStream } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openShop, testShop } from '~/adapters/shop/open'
import type { ShopIdentity } from '~/adapters/shop/records'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { shopFile } from '../../../test/shops/read'
import { fakeOrder, FakeShop, importAll, makeConnection } from './factory'
import { askedImport } from './schema'
import { listConnections, saveConnection } from './service/connections'
import { acceptNextShop, answerIdentity, identityQuestion } from './service/identity'
import { shopConfigOf } from './service/shop-config'
import { testConnection } from './service/test-connection'
import { uploadFile } from './service/upload-file'

useDatabase()

const HERE: ShopIdentity = { address: 'loja.com.br', marks: { store: 'a' } }
const MOVED: ShopIdentity = { address: 'nova.com.br', marks: { store: 'a' } }
const OTHER: ShopIdentity = { address: 'outra.com.br', marks: { store: 'b' } }

function shopAs(identity: ShopIdentity | null, order = 1): FakeShop {
  const shop = new FakeShop({ orders: [fakeOrder(order)] })
  shop.facts = { ...shop.facts, identity }
  return shop
}

async function empresa(): Promise<EmpresaScope> {
  const scope = systemScope((await makeEmpresa()).id, 'test')
  await makeConnection(scope)
  return scope
}

const ordersOf = (scope: EmpresaScope) =>
  withEmpresa(scope, async ({ db, empresaId }) =>
    (await db.order.findMany({ where: { empresaId }, select: { externalId: true } })).map((order) =>
      Number(order.externalId),
    ),
  )
const asked = (scope: EmpresaScope) => withEmpresa(scope, identityQuestion)
/** The rejected run would still block the next one; the engine ends it. */
const release = (scope: EmpresaScope) =>
  withEmpresa(scope, ({ db, empresaId, now }) =>
    db.importRun.updateMany({
      where: { empresaId, finishedAt: null },
      data: { status: 'failed', finishedAt: now },
    }),
  )

describe('a shop has an identity', () => {
  test('the first import gives it one, and the same shop is read on and on', async () => {
    const scope = await empresa()
    await importAll(scope, shopAs(HERE))
    await importAll(scope, shopAs({ ...HERE, marks: { ...HERE.marks, installed: '5' } }, 2))
    expect(await asked(scope)).toBeNull()
    expect((await ordersOf(scope)).sort()).toEqual([1, 2])
  })

  test.each([
    ['another shop', OTHER, 'other'],
    ['the same tables elsewhere', MOVED, 'moved'],
  ] as const)('%s is noticed before a row is read, and asked about', async (_what, found, verdict) => {
    const scope = await empresa()
    await importAll(scope, shopAs(HERE))
    const shop = shopAs(found, 2)
    shop.beforePage = () => {
      throw new Error('a row was read')
    }
    await expect(importAll(scope, shop)).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.stringMatching(/Nada foi lido/) as string,
    })
    expect(await asked(scope)).toMatchObject({
      kind: 'mysql',
      before: 'loja.com.br',
      now: found.address,
      verdict,
    })
    expect(await ordersOf(scope)).toEqual([1])
  })

  test('“é a mesma loja” reads on at the new address', async () => {
    const scope = await empresa()
    await importAll(scope, shopAs(HERE))
    await expect(importAll(scope, shopAs(MOVED, 2))).rejects.toThrow()
    await release(scope)
    await withEmpresa(scope, (ctx) => answerIdentity(ctx, 'mesma'))
    await importAll(scope, shopAs(MOVED, 2))
    expect((await ordersOf(scope)).sort()).toEqual([1, 2])
    await expect(withEmpresa(scope, (ctx) => answerIdentity(ctx, 'mesma'))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('“voltar” leads the connection back to where the known shop was read', async () => {
    const scope = await empresa()
    await importAll(scope, shopAs(HERE))
    await withEmpresa(scope, (ctx) =>
      saveConnection(ctx, {
        kind: 'mysql',
        prefix: 'outra_',
        host: 'outra.test',
        port: 3307,
        database: 'outra',
        username: 'x',
        password: 'y',
        tls: true,
      }),
    )
    await expect(importAll(scope, shopAs(OTHER, 2))).rejects.toThrow()
    await release(scope)
    await withEmpresa(scope, (ctx) => answerIdentity(ctx, 'voltar'))
    expect(await asked(scope)).toBeNull()
    const [connection] = await withEmpresa(scope, listConnections)
    expect(connection).toMatchObject({
      prefix: 'wp_',
      host: 'loja.test',
      port: 3306,
      database: 'loja',
      tls: false,
    })
    const config = await shopConfigOf(scope, 'mysql')
    expect(config.kind === 'mysql' && config.mysql.password).toBe('segredo')
  })

  test('the command line says it once: the next import takes the shop that it finds, the one after asks', async () => {
    const scope = await empresa()
    await importAll(scope, shopAs(HERE))
    await withEmpresa(scope, acceptNextShop)
    await importAll(scope, shopAs(MOVED, 2))
    expect(await asked(scope)).toBeNull()
    await expect(importAll(scope, shopAs(HERE))).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
  })

  test('an export file of another shop is noticed by the test and by the import, and deleted when the user goes back', async () => {
    const scope = systemScope((await makeEmpresa()).id, 'test')
    const load = async (name: string, prefix: string) => {
      await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix }))
      await uploadFile(scope, `${name}.sql.gz`, createReadStream(shopFile(name)))
    }
    const read = async () => {
      const shop = await openShop(await shopConfigOf(scope, 'dump'))
      try {
        await importAll(scope, shop, { connection: 'dump', kinds: ['leads'] })
      } finally {
        await shop.close()
      }
    }
    await load('hpos', 'wp_')
    await read()
    await load('legacy', 'cli_')
    expect((await testConnection(scope, 'dump', testShop)).ok).toBe(true)
    expect(await asked(scope)).toMatchObject({
      kind: 'dump',
      before: '127.0.0.1:8092',
      now: '127.0.0.1:8091',
      verdict: 'other',
    })
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    await release(scope)
    await withEmpresa(scope, (ctx) => answerIdentity(ctx, 'voltar'))
    expect(await asked(scope)).toBeNull()
    expect((await withEmpresa(scope, listConnections))[0]?.file).toBeNull()
    await load('hpos', 'wp_')
    await read()
  })
})

test('a period left empty is rejected, one open end is not', () => {
  expect(askedImport.safeParse({}).success).toBe(false)
  expect(askedImport.safeParse({ from: undefined, to: undefined }).error?.issues[0]?.message).toBe(
    'Informe ao menos uma das duas datas.',
  )
  for (const input of [{ period: 'tudo' }, { from: '2026-11-01' }, { to: '2026-11-01' }])
    expect(askedImport.safeParse(input).success).toBe(true)
})
