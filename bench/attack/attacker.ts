// A process of its own, so that its work is not what slows the neighbour's clock. Prints what it got as JSON, by status.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

export const ATTACKS = ['json', 'sign-in', 'links', 'dashboards', 'batches', 'streams', 'uploads'] as const
const order = z.object({
  base: z.url().refine((url) => new URL(url).hostname === '127.0.0.1', 'only this machine is attacked'),
  attack: z.enum(ATTACKS),
  seconds: z.number().positive().max(60),
  slug: z.string(),
  cookie: z.string(),
  email: z.string(),
})
export type Order = z.infer<typeof order>

const { base, attack, seconds, slug, cookie, email } = order.parse(JSON.parse(process.argv[2] ?? '{}'))
const got: Record<string, number> = {}
const count = (what: string) => (got[what] = (got[what] ?? 0) + 1)

const FROM = { 'x-forwarded-for': '10.0.0.1' }
const OURS = { ...FROM, 'x-retoma-client': '1' }
const JSON_TYPE = { ...OURS, 'content-type': 'application/json' }
const TOO_LATE_MS = 30_000

/** Asks, reads the answer to its end, and counts its status; `cut` when the portal closed while the body was on its way. */
async function ask(path: string, init: RequestInit = {}): Promise<string> {
  try {
    const answer = await fetch(`${base}${path}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TOO_LATE_MS),
      ...init,
    })
    const text = await answer.text()
    count(String(answer.status))
    return text
  } catch (error) {
    count(error instanceof Error && error.name === 'TimeoutError' ? 'none in 30 s' : 'cut')
    return ''
  }
}

/** Starts so many a second for the whole time, whether or not the last ones were answered. */
async function rain(perSecond: number, drop: (n: number) => Promise<unknown>): Promise<void> {
  const all: Promise<unknown>[] = []
  const began = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    await pause(Math.max(0, began + (n * 1000) / perSecond - performance.now()))
    all.push(drop(n))
  }
  await Promise.all(all)
}

const together = (size: number, one: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: size }, (_, n) => one(n)))

const wrap = (inner: string) => `{"json":${inner}}`
const hostile = () => [
  wrap(`[${'1,'.repeat(2_000_000)}1]`),
  wrap('['.repeat(4_900_000)),
  `{"json":{"email":"${'9'.repeat(9_500_000)}"},"meta":{"values":{"email":["bigint"]}}}`,
  // Small enough for a visitor.
  wrap('['.repeat(60_000)),
  wrap(`[${'1,'.repeat(30_000)}1]`),
  `{"json":{"email":"${'9'.repeat(60_000)}"},"meta":{"values":{"email":["bigint"]}}}`,
]

const query = (name: string, input: object) =>
  `/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify({ json: { empresa: slug, ...input } }))}`

async function signIns(): Promise<void> {
  const answer = await fetch(`${base}/api/auth/csrf`, { headers: FROM })
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await answer.json())
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  const headers = {
    ...FROM,
    cookie: cookies.join('; '),
    'content-type': 'application/x-www-form-urlencoded',
  }
  const body = new URLSearchParams({ csrfToken, email, password: 'errada', json: 'true' }).toString()
  await rain(40, () => ask('/api/auth/callback/credentials', { method: 'POST', headers, body }))
}

async function streams(): Promise<void> {
  const end = new AbortController()
  await together(500, async () => {
    const path = `/api/live/${slug}`
    const answer = await fetch(`${base}${path}`, { headers: { ...FROM, cookie }, signal: end.signal }).catch(
      () => null,
    )
    count(answer ? String(answer.status) : 'cut')
  })
  await pause(seconds * 500)
  end.abort()
}

const MB = 1024 * 1024
async function uploads(): Promise<void> {
  const headers = { ...OURS, cookie }
  const path = `/api/arquivo/${slug}?nome=loja.sql`
  const line = Buffer.from(`${'-'.repeat(98)}\n\n`)
  const body = Buffer.alloc(40 * MB, line)
  // One says that it is larger than anything the portal takes.
  const announced = ask(path, {
    method: 'PUT',
    headers: { ...headers, 'content-length': String(9_000 * MB) },
    body: new ReadableStream({ pull: () => undefined }),
    duplex: 'half',
  } as RequestInit)
  await together(6, () => ask(path, { method: 'PUT', headers, body }))
  await announced
}

const RUN: Record<Order['attack'], () => Promise<unknown>> = {
  json: async () => {
    const bodies = hostile()
    await rain(1000 / 60, (n) =>
      ask('/api/trpc/access.requestLink', {
        method: 'POST',
        headers: JSON_TYPE,
        body: bodies[n % bodies.length] ?? '',
      }),
    )
  },
  'sign-in': signIns,
  links: () =>
    together(400, () =>
      ask('/api/trpc/access.requestLink', {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ json: { email } }),
      }),
    ),
  dashboards: () =>
    together(200, () => ask(query('reports.dashboard', {}), { headers: { ...FROM, cookie } })),
  batches: () => {
    const names = Array.from({ length: 20 }, () => 'customers.recurrence').join(',')
    const input = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [n, { json: { empresa: slug } }]))
    const path = `/api/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`
    return together(20, () => ask(path, { headers: { ...FROM, cookie } }))
  },
  streams,
  uploads,
}

await RUN[attack]()
process.stdout.write(`${JSON.stringify(got)}\n`)
process.exit()
