import { AppError } from '~/kernel/errors'
import { publicAddress } from '~/kernel/public-host'
import { openSocket } from './socket'
import { openDump } from './dump/open'
import { mysqlReader } from './mysql/reader'
import { sampleNames } from './mysql/sample'
import { openTunnel, readHostKey } from './mysql/tunnel'
import type { TableReader } from './port'
import type { ShopConfig } from './records'

const CONNECT_MS = 10_000

/** Called as each step of reaching the tables succeeds; a failed step throws. */
export type Progress = {
  at: (step: 'ssh' | 'tcp' | 'login' | 'file', subject: string) => void
  hostKey: (key: string) => void
}

const SILENT: Progress = { at: () => undefined, hostKey: () => undefined }

/** The tables of a shop, reached as its connection is configured. */
export async function openReader(config: ShopConfig, progress: Progress = SILENT): Promise<TableReader> {
  switch (config.kind) {
    case 'mysql': {
      const mysql = withPort(config.mysql, 3306)
      const { host, port } = mysql
      progress.at('tcp', `${host}:${String(port)}`)
      const socket = await openSocket(await publicAddress(host, port), CONNECT_MS)
      progress.at('login', mysql.username)
      return sampled(await mysqlReader(socket, mysql), config.prefix)
    }
    case 'ssh': {
      const mysql = withPort(config.mysql, 3306)
      const ssh = withPort(config.ssh, 22)
      const { host, port } = mysql
      progress.at('ssh', `${ssh.host}:${String(ssh.port)}`)
      const hostKey = config.ssh.hostKey ?? (await readHostKey(ssh))
      if (config.ssh.hostKey === null) progress.hostKey(hostKey)
      const tunnel = await openTunnel({ ...ssh, hostKey })
      progress.hostKey(hostKey)
      try {
        progress.at('tcp', `${host}:${String(port)}`)
        const stream = await tunnel.forward(host, port)
        progress.at('login', mysql.username)
        return await sampled(await mysqlReader(stream, mysql, tunnel.close), config.prefix)
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

async function sampled(reader: TableReader, prefix: string): Promise<TableReader> {
  await sampleNames(reader, prefix)
  return reader
}

/**
 * Settings whose host was typed with its port, as hosting panels show it (`mysql.loja.com:3307`). @throws AppError
 * BAD_INPUT when the port field has another value.
 */
export function withPort<S extends { host: string; port: number }>(settings: S, usual: number): S {
  const [, host, digits] = /^([^:]+):(\d{1,5})$/.exec(settings.host) ?? []
  if (host === undefined) return settings
  const port = Number(digits)
  if (port < 1 || port > 65_535 || (settings.port !== usual && settings.port !== port))
    throw new AppError(
      'BAD_INPUT',
      `O servidor ${settings.host} traz uma porta e o campo Porta traz outra (${String(settings.port)}). Deixe só uma.`,
    )
  return { ...settings, host, port }
}
