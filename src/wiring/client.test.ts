import { afterEach, expect, it, vi } from 'vitest'
import { messageOf, trpc } from './client'

afterEach(() => vi.unstubAllGlobals())

it('reaches the named procedure, and gives back its answer', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (url: string | URL) => {
    asked.push(String(url))
    const body = [{ result: { data: { json: [{ slug: 'loja', name: 'Loja', role: 'owner' }] } } }]
    return Promise.resolve(
      new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }),
    )
  })
  expect(await trpc.access.empresas.query()).toEqual([{ slug: 'loja', name: 'Loja', role: 'owner' }])
  expect(asked[0]).toContain('/api/trpc/access.empresas')
})

it('says the server’s own words, or that it was not reached', async () => {
  const answer = (body: unknown) => () => Promise.resolve(new Response(JSON.stringify(body), { status: 400 }))
  vi.stubGlobal(
    'fetch',
    answer([{ error: { json: { message: 'Informe o nome.', code: -32600, data: { code: 'BAD_INPUT' } } } }]),
  )
  await expect(trpc.access.renameMe.mutate({ name: '' }).catch(messageOf)).resolves.toBe('Informe o nome.')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))
  expect(await trpc.access.empresas.query().catch(messageOf)).toContain('Não conseguimos falar')
})

it('is no promise: awaiting it must not call anything', async () => {
  await expect(Promise.resolve(trpc)).resolves.toBe(trpc)
})
