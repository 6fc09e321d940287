import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { listening, stopped } from '../mariadb/server'
import { freePort } from '../../src/runtime/free-port'

const run = promisify(execFile)

export type Sshd = {
  port: number
  username: string
  /** A private key that is let in. */
  privateKey: string
  /** `SHA256:…` of the server. */
  hostKey: string
  stop: () => Promise<void>
}

/** A real sshd on a loopback port with keys and settings of its own, as an ordinary process. Debian's package `openssh-server`. */
export async function startSshd(): Promise<Sshd> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-sshd-'))
  const file = (name: string) => path.join(folder, name)
  const port = await freePort()
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('host')])
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('client')])
  const settings = [
    `Port ${String(port)}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${file('host')}`,
    `PidFile ${file('pid')}`,
    `AuthorizedKeysFile ${file('client.pub')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AllowTcpForwarding local',
  ]
  await writeFile(file('config'), `${settings.join('\n')}\n`)
  // As root sshd wants the folder that its service would have made.
  if (process.getuid?.() === 0) await run('mkdir', ['-p', '-m', '0755', '/run/sshd'])
  const server = spawn('/usr/sbin/sshd', ['-D', '-f', file('config')], { stdio: 'ignore' })
  const stop = async () => {
    await stopped(server, 'SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await listening(port, server)
    const fingerprint =
      /SHA256:\S+/.exec((await run('ssh-keygen', ['-lf', file('host.pub')])).stdout)?.[0] ?? ''
    return {
      port,
      username: os.userInfo().username,
      privateKey: await readFile(file('client'), 'utf8'),
      hostKey: fingerprint,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
