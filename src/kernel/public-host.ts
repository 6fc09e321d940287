import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { env } from '~/env'
import { AppError } from './errors'

export type Address = { ip: string; port: number }

/**
 * Resolves a host that a tenant named, once: the address returned is the one to connect to.
 * @throws AppError BAD_INPUT for private, loopback, link-local and metadata addresses, and always for the platform's own database.
 */
export async function publicAddress(host: string, port: number): Promise<Address> {
  const found = await resolve(host)
  const first = found[0]
  if (!first)
    throw new AppError(
      'SOURCE_UNAVAILABLE',
      `O endereço ${host} não foi encontrado. Confira o nome do servidor.`,
    )
  if (!env().RETOMA_ALLOW_PRIVATE_HOSTS && !found.every(isPublic))
    throw new AppError(
      'BAD_INPUT',
      `O endereço ${host} é de rede interna. Informe o endereço público do servidor.`,
    )
  if (await isPlatform(found, port))
    throw new AppError('BAD_INPUT', `O endereço ${host}:${String(port)} não pode ser usado.`)
  return { ip: first, port }
}

/** True for a unicast address of the open internet, also when written as an IPv4 inside an IPv6. */
export function isPublic(ip: string): boolean {
  return ipaddr.process(ip).range() === 'unicast'
}

/** True when one of the addresses and the port are those of a database of the platform itself. */
export async function isPlatform(addresses: readonly string[], port: number): Promise<boolean> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = env()
  for (const text of [DATABASE_URL, DATABASE_OWNER_URL]) {
    const url = text ? new URL(text) : null
    if (!url || Number(url.port || 5432) !== port) continue
    const own = await resolve(url.hostname).catch((): string[] => [])
    if (addresses.some((ip) => own.includes(ip) || (isLoopback(ip) && own.some(isLoopback)))) return true
  }
  return false
}

/** True for 127.0.0.0/8, ::1 and the unspecified address, which connects to the same machine. */
export function isLoopback(ip: string): boolean {
  const range = ipaddr.process(ip).range()
  return range === 'loopback' || range === 'unspecified'
}

async function resolve(host: string): Promise<string[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare)) return [bare]
  try {
    return (await lookup(bare, { all: true })).map((entry) => entry.address)
  } catch (cause) {
    throw new AppError(
      'SOURCE_UNAVAILABLE',
      `O endereço ${host} não foi encontrado. Confira o nome do servidor.`,
      { cause },
    )
  }
}
