import { encode } from 'next-auth/jwt'
import { expect, test, vi } from 'vitest'
import { seeder, type Shop } from '../../../../../test/isolation/world'
import { useDatabase } from '../../../../../test/postgres/clone'
import type * as PlacesModule from '~/kernel/places'
import { sessionSecret } from '~/kernel/session-cookie'
import { GET } from './route'

const { superUrl } = useDatabase()
const jar = vi.hoisted(() => ({ session: undefined as string | undefined }))
vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve({ get: () => (jar.session ? { value: jar.session } : undefined) }),
}))
// A tenth of the places, so that the last one is soon taken: 2 of a session, 30 of an empresa.
vi.mock('~/kernel/places', async (original) => {
  const { Places } = await original<typeof PlacesModule>()
  return {
    Places: class extends Places {
      constructor(perKey: number) {
        super(perKey / 10)
      }
    },
  }
})

/** Each is a session of its own, of the same user. */
async function signIn(shop: Shop): Promise<void> {
  jar.session = await encode({
    token: { sub: shop.people.viewer.id, v: 1 },
    secret: sessionSecret(),
    maxAge: 600,
  })
}

const opened: Response[] = []
async function open(shop: Shop): Promise<Response> {
  const answer = await GET(new Request('http://localhost/x'), {
    params: Promise.resolve({ empresa: shop.slug }),
  })
  if (answer.ok) opened.push(answer)
  return answer
}
const close = (answers: Response[]) => Promise.all(answers.map((answer) => answer.body?.cancel()))
const statuses = (answers: Response[]) => new Set(answers.map(({ status }) => status))

test('a session and an empresa have only so many streams; what is closed frees its place, and other empresas are free', async () => {
  const seed = await seeder(superUrl)
  const [shop, other] = [await seed('propria', 7), await seed('outra', 7777)]
  try {
    await signIn(shop)
    const own = await Promise.all(Array.from({ length: 2 }, () => open(shop)))
    expect(statuses(own)).toEqual(new Set([200]))
    const rejected = await open(shop)
    expect([rejected.status, await rejected.json()]).toMatchObject([429, { code: 'TOO_MANY_TRIES' }])
    await close(own.slice(0, 1))
    expect((await open(shop)).status).toBe(200)
    for (let session = 2; session <= 15; session++) {
      await signIn(shop)
      const more = await Promise.all(Array.from({ length: 2 }, () => open(shop)))
      expect(statuses(more)).toEqual(new Set([200]))
    }
    await signIn(shop)
    expect((await open(shop)).status).toBe(429)
    await signIn(other)
    expect((await open(other)).status).toBe(200)
  } finally {
    await close(opened)
  }
})
