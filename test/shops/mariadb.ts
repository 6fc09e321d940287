import { afterAll, beforeAll } from 'vitest'
import { openShop } from '../../src/adapters/shop/open'
import type { MysqlSettings, Shop } from '../../src/adapters/shop/records'
import { provideEnv } from '../../src/env'
import { READER, startMariaDb, type MariaDb } from '../mariadb/server'
import { readAll, shopFile, type ReadShop } from './read'

export type ShopName = 'legacy' | 'hpos'

export type Shops = {
  mariadb: () => MariaDb
  mysql: (database: ShopName) => MysqlSettings
  open: (database: ShopName) => Promise<Shop>
  read: (database: ShopName) => Promise<ReadShop>
  /** Reads a shop as it is after a change, which is undone. */
  changed: (database: ShopName, change: string, undo: string) => Promise<ReadShop>
}

/** Both invented shops in a MariaDB of this test file's own. Call at the top of the file. */
export function useShops(): Shops {
  let server: MariaDb | undefined
  beforeAll(async () => {
    provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
    server = await startMariaDb()
    await server.load('legacy', shopFile('legacy'))
    await server.load('hpos', shopFile('hpos'))
  }, 120_000)
  afterAll(() => server?.stop())
  const mariadb = () => {
    if (!server) throw new Error('MariaDB has not started')
    return server
  }
  const mysql = (database: ShopName) => ({
    host: '127.0.0.1',
    port: mariadb().port,
    database,
    ...READER,
    tls: false,
  })
  const open = (database: ShopName) =>
    openShop({ kind: 'mysql', prefix: database === 'legacy' ? 'cli_' : 'wp_', mysql: mysql(database) })
  const read = async (database: ShopName) => {
    const shop = await open(database)
    try {
      return await readAll(shop)
    } finally {
      await shop.close()
    }
  }
  return {
    mariadb,
    mysql,
    open,
    read,
    changed: async (database, change, undo) => {
      await mariadb().sql(database, `SET sql_mode=''; ${change}`)
      try {
        return await read(database)
      } finally {
        await mariadb().sql(database, `SET sql_mode=''; ${undo}`)
      }
    },
  }
}
