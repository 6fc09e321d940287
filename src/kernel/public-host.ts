import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import ipaddr from 'ipaddr.js'
import { env } from '~/env'
import { AppError } from './errors'

export type Address = { ip: string; port: number }

/** An absent resolver takes 20 s and more to fail, while a claim or a user waits for it. */
const LONGEST_LOOKUP_MS = 5_000

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

/** IPv6 forms that embed an IPv4 address unmarked, and the address at which Azure's machines find their host's agent. */
const CLOSED: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [
  [ipaddr.parse('::'), 96],
  [ipaddr.parse('168.63.129.16'), 32],
]

/** True for a unicast address of the open internet, also when written as an IPv4 inside an IPv6. */
export function isPublic(ip: string): boolean {
  const address = ipaddr.process(ip)
  return (
    address.range() === 'unicast' &&
    !CLOSED.some(([net, bits]) => net.kind() === address.kind() && address.match(net, bits))
  )
}

/**
 * True when a host and a port are those of a database of the platform itself, by whatever name or address of this machine.
 * Names that don't resolve here are not ours.
 */
export async function isPlatform(hosts: readonly string[], port: number): Promise<boolean> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = env()
  const addresses = await addressesOf(hosts)
  for (const text of [DATABASE_URL, DATABASE_OWNER_URL]) {
    const url = text ? new URL(text) : null
    if (!url || Number(url.port || 5432) !== port) continue
    const own = await addressesOf([url.hostname])
    if (addresses.some((ip) => own.includes(ip) || (isOwnMachine(ip) && own.some(isOwnMachine)))) return true
  }
  return false
}

async function addressesOf(hosts: readonly string[]): Promise<string[]> {
  const found = await Promise.all(hosts.map((host) => resolve(host).catch((): string[] => [])))
  return found.flat().map((ip) => ipaddr.process(ip).toNormalizedString())
}

/** True for every address that ends on this machine: loopback, the unspecified one, and those of its own interfaces. */
function isOwnMachine(ip: string): boolean {
  const address = ipaddr.process(ip)
  if (['loopback', 'unspecified'].includes(address.range())) return true
  const text = address.toNormalizedString()
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .some((entry) => ipaddr.process(entry.address.replace(/%.*$/, '')).toNormalizedString() === text)
}

/** True for `localhost` and for addresses of 127.0.0.0/8 and ::1. */
export function isLocalName(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare)) return ipaddr.process(bare).range() === 'loopback'
  return bare === 'localhost' || bare.endsWith('.localhost')
}

async function resolve(host: string): Promise<string[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare)) return [bare]
  try {
    const late = pause(LONGEST_LOOKUP_MS, undefined, { ref: false }).then((): never => {
      throw new Error('no answer from the resolver')
    })
    return (await Promise.race([lookup(bare, { all: true }), late])).map((entry) => entry.address)
  } catch (cause) {
    throw new AppError(
      'SOURCE_UNAVAILABLE',
      `O endereço ${host} não foi encontrado. Confira o nome do servidor.`,
      { cause },
    )
  }
}
