import { AppError } from '~/kernel/errors'
import { openSocket, publicAddress } from './mysql/address'
import { mysqlReader } from './mysql/reader'
import type { Shop, ShopConfig } from './records'
import { shopOver } from './shop'

export const CONNECT_MS = 10_000

/** Opens a shop for reading. @throws AppError that says what to do; SOURCE_UNAVAILABLE may be tried again. */
export async function openShop(config: ShopConfig): Promise<Shop> {
  switch (config.kind) {
    case 'mysql': {
      const address = await publicAddress(config.mysql.host, config.mysql.port)
      const socket = await openSocket(address, CONNECT_MS)
      return shopOver(await mysqlReader(socket, config.mysql), config.prefix)
    }
    default:
      throw new AppError('INTERNAL', 'ainda não')
  }
}
