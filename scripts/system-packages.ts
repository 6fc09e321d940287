import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** Programs that the tests drive, and the Debian package of each. */
const NEEDED = [
  { package: 'mariadb-server', programs: ['/usr/sbin/mariadbd'] },
  { package: 'openssh-server', programs: ['/usr/sbin/sshd'] },
  { package: 'chromium', programs: [process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'] },
]
const POLICY = '/usr/sbin/policy-rc.d'

/** Installs what is missing when this user may; otherwise says exactly what to do. @throws with that text. */
export function ensureSystemPackages(): void {
  const missing = NEEDED.filter(({ programs }) => !programs.every(existsSync)).map((item) => item.package)
  if (missing.length > 0) install(missing)
  // sshd doesn't start as root without it; Debian makes it when the service starts, which ours doesn't.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
}

function install(packages: string[]): void {
  const root = process.getuid?.() === 0
  const sudo = !root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!apt || !(root || sudo)) {
    throw new Error(
      `The tests need ${packages.join(', ')}. On Debian: sudo apt-get update && sudo ${command}`,
    )
  }
  console.log(`installing ${packages.join(', ')}`)
  // The packages would start their services; the tests start servers of their own.
  const quiet = root && !existsSync(POLICY)
  if (quiet) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    for (const line of ['apt-get update', command]) {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      const [program = '', ...args] = `${root ? '' : 'sudo -n -E '}${line}`.split(' ')
      const { status } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env })
      if (status !== 0 && line === command) throw new Error(`This failed: ${line}`)
    }
  } finally {
    if (quiet) rmSync(POLICY, { force: true })
  }
}
