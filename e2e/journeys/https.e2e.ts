import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { freePort } from '../../src/runtime/free-port'
import { expect, test } from '../world'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SECRET = 'a-secret-of-this-journey-alone-0123456789'

/** The built portal as it runs behind https, on a port of its own. */
async function withPortal<T>(address: string, work: (origin: string) => Promise<T>): Promise<T> {
  const port = await freePort()
  const portal: ChildProcess = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', '127.0.0.1'],
    {
      cwd: ROOT,
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXTAUTH_URL: address,
        NEXTAUTH_SECRET: SECRET,
        // Nothing listens there: what is looked at needs no database.
        DATABASE_URL: 'postgresql://retoma_app:x@127.0.0.1:9/retoma',
      },
    },
  )
  const origin = `http://127.0.0.1:${port}`
  try {
    await expect
      .poll(
        () =>
          fetch(`${origin}/health/live`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 60_000 },
      )
      .toBe(200)
    return await work(origin)
  } finally {
    portal.kill('SIGTERM')
    if (portal.exitCode === null && portal.signalCode === null) await once(portal, 'exit')
  }
}

/** The session cookie as leaving sets it: emptied, with the flags that it always has. */
async function left(origin: string, address: string, name: string): Promise<string> {
  const csrf = await fetch(`${origin}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const cookie = [...csrf.headers.getSetCookie().map((line) => line.split(';')[0]), `${name}=x`]
  const answer = await fetch(`${origin}/api/auth/signout`, {
    method: 'POST',
    headers: { cookie: cookie.join('; '), origin: address, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ csrfToken, json: 'true' }),
  })
  return answer.headers.getSetCookie().find((line) => line.startsWith(name)) ?? ''
}

test('ops-3 ten-3 behind https every answer asks for https, and the cookies are Secure, HttpOnly and Lax', async () => {
  const address = 'https://portal.exemplo.com.br'
  await withPortal(address, async (origin) => {
    for (const path of ['/entrar', '/robots.txt', '/api/auth/csrf', '/nao-existe']) {
      const { headers } = await fetch(`${origin}${path}`, { redirect: 'manual' })
      expect([path, headers.get('strict-transport-security')]).toEqual([
        path,
        'max-age=63072000; includeSubDomains',
      ])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    }
    const csrf = (await fetch(`${origin}/api/auth/csrf`)).headers.getSetCookie()
    expect(csrf.length).toBeGreaterThan(0)
    const session = await left(origin, address, '__Secure-next-auth.session-token')
    expect(session).not.toBe('')
    for (const cookie of [...csrf, session]) {
      expect(cookie).toMatch(/; Secure/i)
      expect(cookie).toMatch(/; HttpOnly/i)
      expect(cookie).toMatch(/; SameSite=Lax/i)
      expect(cookie).toMatch(/; Path=\/(;|$)/i)
      expect(cookie).not.toMatch(/; Domain=/i)
    }
  })
})

test('ops-3 without https no answer promises it, and the session is still HttpOnly and Lax', async () => {
  await withPortal('http://localhost', async (origin) => {
    expect((await fetch(`${origin}/entrar`)).headers.get('strict-transport-security')).toBeNull()
    const session = await left(origin, 'http://localhost', 'next-auth.session-token')
    expect(session).toMatch(/; HttpOnly/i)
    expect(session).toMatch(/; SameSite=Lax/i)
    expect(session).not.toMatch(/; Secure/i)
  })
})
