import { spawnSync } from 'node:child_process'

/** Owner of the server process. Undefined ids mean the current user. */
export type ServerUser = { uid?: number; gid?: number }

/** PostgreSQL doesn't run as root, so root runs it as a system user. @throws when root can't find or make one. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const found = idsOf('postgres') ?? idsOf('retoma')
  if (found) return found
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'retoma'], {
    stdio: 'ignore',
  })
  const made = idsOf('retoma') ?? idsOf('nobody')
  if (!made)
    throw new Error('PostgreSQL não roda como root, e nenhum usuário de sistema pôde ser criado (useradd).')
  return made
}

function idsOf(name: string): { uid: number; gid: number } | null {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' })
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' })
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null
}

/** Whether the user may enter a folder, as the system itself answers (modes, ACLs, mounts). */
export function canEnter(user: ServerUser, folder: string): boolean {
  if (user.uid === undefined) return true
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  )
}
