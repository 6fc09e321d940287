// The other shop: its users ask for a list ten times a second, also while up to three answers are still on their way.
import { readFile } from 'node:fs/promises'
import type { Stage } from './stage'

const EVERY_MS = 100
/** More would be a crowd of its own: its share of the units of work is as large. */
const MAX_WAITING = 4
const TOO_LATE_MS = 30_000
const LOOK_EVERY_MS = 250

/** Milliseconds of the answers, sorted; requests that failed or got none; the portal's largest resident memory, in MB. */
export type Seen = { times: number[]; failed: number; memoryMb: number }

/** Watches from the neighbour's side until `until` settles, and waits for the answers that are under way. */
export async function watch({ base, neighbour, webPid }: Stage, until: Promise<unknown>): Promise<Seen> {
  const input = encodeURIComponent(JSON.stringify({ json: { empresa: neighbour.slug } }))
  const url = `${base}/api/trpc/customers.list?input=${input}`
  const headers = { cookie: neighbour.cookie, 'x-forwarded-for': '10.0.0.2' }
  const seen: Seen = { times: [], failed: 0, memoryMb: await residentMb(webPid) }
  let waiting = 0
  const ask = async () => {
    if (waiting >= MAX_WAITING) return
    waiting += 1
    const began = performance.now()
    try {
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TOO_LATE_MS) })
      await answer.arrayBuffer()
      if (!answer.ok) seen.failed += 1
    } catch {
      seen.failed += 1
    }
    waiting -= 1
    seen.times.push(performance.now() - began)
  }
  const asked: Promise<void>[] = []
  const asking = setInterval(() => void asked.push(ask()), EVERY_MS)
  const looking = setInterval(() => {
    void residentMb(webPid).then((mb) => (seen.memoryMb = Math.max(seen.memoryMb, mb)))
  }, LOOK_EVERY_MS)
  try {
    await until
  } finally {
    clearInterval(asking)
    clearInterval(looking)
    await Promise.all(asked)
  }
  seen.times.sort((a, b) => a - b)
  return seen
}

/** Resident memory of a process and those that it started, as Linux says it; 0 elsewhere, where the limit is not looked at. */
async function residentMb(pid: number): Promise<number> {
  const read = (name: string) => readFile(`/proc/${String(pid)}/${name}`, 'utf8').catch(() => '')
  const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(await read('status'))?.[1] ?? 0) / 1024
  const children = (await read(`task/${String(pid)}/children`)).split(' ').filter(Boolean)
  const theirs = await Promise.all(children.map((child) => residentMb(Number(child))))
  return theirs.reduce((sum, mb) => sum + mb, own)
}
