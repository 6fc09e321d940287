import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect } from 'vitest'
import { childEnv } from '../../src/env'

const BIN = path.resolve(import.meta.dirname, '../../bin/retoma.mjs')

export type Answer = { code: number | null; out: string; err: string; json: Record<string, unknown> }

/** Runs the real command line as a process of its own, from another folder, with `--json` at the end. */
export async function retoma(line: string[], stdin = '', { json = true } = {}): Promise<Answer> {
  const child = spawn(process.execPath, [BIN, ...line, ...(json ? ['--json'] : [])], {
    cwd: '/',
    env: childEnv({ DATABASE_OWNER_URL: undefined, NODE_OPTIONS: undefined }),
  })
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString('utf8')
  })
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number | null]
  const text = out?.() ?? ''
  expect(text.trim().split('\n'), `standard output of ${line.join(' ')}`).toHaveLength(1)
  return { code, out: text, err: err?.() ?? '', json: JSON.parse(text) as Record<string, unknown> }
}

/** A failure says one line in Portuguese, exits non-zero, and still prints one object. */
export async function refused(line: string[], reason: RegExp, stdin?: string): Promise<Answer> {
  const answer = await retoma(line, stdin)
  const { code, err, json } = answer
  expect(code).toBeGreaterThan(0)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toMatch(reason)
  expect(json.error).toMatchObject({ message: expect.stringMatching(reason) as string })
  return answer
}
