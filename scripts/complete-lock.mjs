// A registry that serves some platforms only makes npm leave the others out of the lock, and `npm ci` then rejects it
// everywhere. This writes the optional packages that are missing with the platform that their name gives.
import { readFileSync, writeFileSync } from 'node:fs'

const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const CPU = {
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  arm: 'arm',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
}
const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
let written = 0
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`]) continue
    const words = name.split('/').at(-1).split('-')
    const os = words.filter((word) => OS.includes(word))
    const cpu = words.flatMap((word) => CPU[word] ?? [])
    const libc = os[0] === 'linux' ? words.flatMap((word) => LIBC[word] ?? []) : []
    if (cpu.length === 0) throw new Error(`which platform is ${name}?`)
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(libc.length > 0 ? { libc } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    }
    written++
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)
console.log(`${written} packages written`)
