import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { childLog, startChild, stopChild } from './child'
import { readIfThere } from './kept-file'
import { PROJECT_ROOT } from './paths'

const SOURCES = [
  ...['src', 'public', 'prisma/schema', 'package-lock.json', 'tsconfig.json'],
  ...['next.config.ts', 'postcss.config.mjs', 'tailwind.config.ts'],
]
const MARK = path.join(PROJECT_ROOT, '.next/retoma-build.txt')

/** Fingerprint of everything that the build is made of. Tests are no part of it. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const whole = path.join(PROJECT_ROOT, source)
    if (!existsSync(whole)) continue
    for (const file of filesIn(whole))
      hash.update(path.relative(PROJECT_ROOT, file)).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesIn(whole: string): string[] {
  if (path.extname(whole)) return [whole]
  return readdirSync(whole, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/generated/'))
    .sort()
}

/** Builds the portal unless the last build is of the same sources. @returns whether it built. @throws with the log's end. */
export async function buildIfStale(signal?: AbortSignal): Promise<boolean> {
  const wanted = fingerprint()
  const built = existsSync(path.join(PROJECT_ROOT, '.next/BUILD_ID'))
  if (built && readIfThere(MARK) === wanted) return false
  const child = startChild('build', ['node_modules/next/dist/bin/next', 'build'], {
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  })
  const abort = () => void stopChild(child)
  signal?.addEventListener('abort', abort)
  const [code] = (await once(child, 'close')) as [number | null]
  signal?.removeEventListener('abort', abort)
  if (code !== 0) {
    const lines = readFileSync(childLog('build'), 'utf8').split('\n')
    const first = lines.findLastIndex((line) => line.includes('Build error occurred'))
    const said = lines.slice(first === -1 ? -15 : first, first === -1 ? undefined : first + 15).join('\n')
    throw new Error(`A montagem do portal falhou (${childLog('build')}):\n${said}`)
  }
  writeFileSync(MARK, wanted)
  return true
}
