import { publicAddress } from '~/kernel/public-host'
import { openSocket } from './socket'
import { openDump } from './dump/open'
import { mysqlReader } from './mysql/reader'
import { openTunnel, readHostKey } from './mysql/tunnel'
import type { TableReader } from './port'
import type { ShopConfig } from './records'

const CONNECT_MS = 10_000

/** Told as each step of reaching the tables succeeds; the one that fails throws. */
export type Progress = {
  at: (step: 'ssh' | 'tcp' | 'login' | 'file', subject: string) => void
  hostKey: (key: string) => void
}

const SILENT: Progress = { at: () => undefined, hostKey: () => undefined }

/** The tables of a shop by whichever way its connection names. */
export async function openReader(config: ShopConfig, progress: Progress = SILENT): Promise<TableReader> {
  switch (config.kind) {
    case 'mysql': {
      const { host, port } = config.mysql
      progress.at('tcp', `${host}:${String(port)}`)
      const socket = await openSocket(await publicAddress(host, port), CONNECT_MS)
      progress.at('login', config.mysql.username)
      return mysqlReader(socket, config.mysql)
    }
    case 'ssh': {
      const { host, port } = config.mysql
      progress.at('ssh', `${config.ssh.host}:${String(config.ssh.port)}`)
      const hostKey = config.ssh.hostKey ?? (await readHostKey(config.ssh))
      if (config.ssh.hostKey === null) progress.hostKey(hostKey)
      const tunnel = await openTunnel({ ...config.ssh, hostKey })
      progress.hostKey(hostKey)
      try {
        progress.at('tcp', `${host}:${String(port)}`)
        const stream = await tunnel.forward(host, port)
        progress.at('login', config.mysql.username)
        return await mysqlReader(stream, config.mysql, tunnel.close)
      } catch (error) {
        tunnel.close()
        throw error
      }
    }
    case 'dump':
      progress.at('file', config.fileName)
      return openDump(config)
  }
}
