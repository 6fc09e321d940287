import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import ssh2 from 'ssh2'
import { AppError } from '~/kernel/errors'
import { isPlatform, publicAddress } from '~/kernel/public-host'
import { openSocket } from '../socket'
import type { SshSettings } from '../records'

const CONNECT_MS = 10_000

export type Tunnel = {
  /** Opens a connection from the SSH server to a host that it can reach. */
  forward: (host: string, port: number) => Promise<Duplex>
  close: () => void
}

const fingerprint = (key: Buffer) =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/**
 * The host key of an SSH server, as ssh-keygen writes it. The connection ends there: nothing secret is sent. @throws
 * AppError SOURCE_UNAVAILABLE when nothing answers.
 */
export async function readHostKey(settings: SshSettings): Promise<string> {
  const sock = await openSocket(await publicAddress(settings.host, settings.port), CONNECT_MS)
  const client = new ssh2.Client()
  return new Promise<string>((done, fail) => {
    client.on('error', (error) => {
      fail(sshError(error, settings, ''))
    })
    client.once('close', () => {
      fail(new AppError('SOURCE_UNAVAILABLE', 'O servidor SSH fechou a conexão antes da hora.'))
    })
    const hostVerifier = (key: Buffer) => {
      done(fingerprint(key))
      return false
    }
    client.connect({ sock, username: settings.username, readyTimeout: CONNECT_MS, hostVerifier })
  }).finally(() => client.destroy())
}

/**
 * Signs in to an SSH server, whose key must match the expected one before anything secret is sent. @throws AppError
 * SOURCE_INVALID for another key or rejected credentials, SOURCE_UNAVAILABLE when nothing answers.
 */
export async function openTunnel(settings: SshSettings & { hostKey: string }): Promise<Tunnel> {
  const privateKey = checkKey(settings.privateKey)
  const address = await publicAddress(settings.host, settings.port)
  const sock = await openSocket(address, CONNECT_MS)
  const client = new ssh2.Client()
  let hostKey = ''
  await new Promise<void>((done, fail) => {
    client.once('ready', done)
    client.on('error', (error) => {
      fail(sshError(error, settings, hostKey))
    })
    client.once('close', () => {
      fail(new AppError('SOURCE_UNAVAILABLE', 'O servidor SSH fechou a conexão antes da hora.'))
    })
    client.connect({
      sock,
      username: settings.username,
      ...(settings.password ? { password: settings.password } : {}),
      ...(privateKey ? { privateKey } : {}),
      readyTimeout: CONNECT_MS,
      keepaliveInterval: 15_000,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer) => {
        hostKey = fingerprint(key)
        return settings.hostKey === hostKey
      },
    })
  }).catch((error: unknown) => {
    client.destroy()
    throw error
  })
  return {
    forward: async (host, port) => {
      // Behind a NAT the answering machine is unknown: its loopback counts as ours too.
      if (await isPlatform([host], port))
        throw new AppError('BAD_INPUT', `O endereço ${host}:${String(port)} não pode ser usado como loja.`)
      return forward(client, host, port)
    },
    close: () => {
      client.destroy()
    },
  }
}

function forward(client: ssh2.Client, host: string, port: number): Promise<Duplex> {
  return new Promise((done, fail) => {
    const tooLate = setTimeout(() => {
      fail(new AppError('SOURCE_UNAVAILABLE', `O servidor SSH não alcançou ${host}:${String(port)} a tempo.`))
    }, CONNECT_MS)
    client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
      clearTimeout(tooLate)
      if (!error) done(stream)
      else
        fail(
          new AppError(
            'SOURCE_UNAVAILABLE',
            `O servidor SSH não conseguiu ligar até ${host}:${String(port)}. Confira o servidor e a porta do MySQL, como são vistos de lá, e se o túnel é permitido.`,
            { cause: error },
          ),
        )
    })
  })
}

function sshError(error: Error & { level?: string }, settings: SshSettings, seen: string): AppError {
  if (settings.hostKey !== null && seen !== '' && seen !== settings.hostKey)
    return new AppError(
      'SOURCE_INVALID',
      `A chave do servidor SSH mudou: era ${settings.hostKey}, agora é ${seen}. Nada foi enviado. Se a troca é conhecida, esqueça a chave antiga na conexão e aprove a nova.`,
      { cause: error },
    )
  if (error.level === 'client-authentication')
    return new AppError(
      'SOURCE_INVALID',
      'O servidor SSH recusou o usuário, a senha ou a chave. Confira os três na conexão.',
      { cause: error },
    )
  if (error.level === 'client-timeout')
    return new AppError('SOURCE_UNAVAILABLE', 'O servidor SSH não respondeu a tempo.', { cause: error })
  return new AppError(
    'SOURCE_UNAVAILABLE',
    'A conversa com o servidor SSH falhou. Confira endereço e porta.',
    { cause: error },
  )
}

function checkKey(key: string | null): string | null {
  if (!key) return null
  const parsed = ssh2.utils.parseKey(key)
  if (!(parsed instanceof Error)) return key
  const encrypted = /encrypted|passphrase/i.test(parsed.message)
  throw new AppError(
    'BAD_INPUT',
    encrypted
      ? 'A chave privada do SSH tem senha. Cole uma chave sem senha, feita só para esta conexão.'
      : 'A chave privada do SSH não se lê. Cole o arquivo inteiro, da linha BEGIN à linha END.',
  )
}
