import { AppError } from '~/kernel/errors'
import type { TableReader } from '../port'
import type { ShopConfig } from '../records'

export async function openDump(config: Extract<ShopConfig, { kind: 'dump' }>): Promise<TableReader> {
  return Promise.reject(new AppError('SOURCE_INVALID', `Arquivo ${config.fileName} ainda não é lido.`))
}
