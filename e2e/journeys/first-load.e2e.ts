import { gzipSync } from 'node:zlib'
import { expect, makeEmpresa, makePerson, PAGES, signIn, test } from '../world'

/** What a page's first load may bring of JavaScript, compressed: what its HTML names, before anything is pressed or seen. */
const LIMIT_BYTES = 170_000

test('no page brings more than 170 kB of JavaScript before it can be used', async ({ page }) => {
  const empresa = await makeEmpresa('Loja Leve')
  await signIn(page, await makePerson('Lia Leve', [[empresa, 'owner']]))
  const sizes = new Map<string, number>()
  const sizeOf = async (src: string) => {
    const known = sizes.get(src)
    if (known !== undefined) return known
    const size = gzipSync(await (await page.request.get(src)).body()).length
    sizes.set(src, size)
    return size
  }
  const heavy: string[] = []
  for (const name of ['/escolher', '/conta', ...PAGES.map((one) => `/${empresa.slug}/${one}`)]) {
    const html = await (await page.request.get(name)).text()
    const scripts = [...html.matchAll(/<script\b[^>]*?\bsrc="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, src = '']) => src)
    expect(scripts.length, name).toBeGreaterThan(3)
    let sum = 0
    for (const src of new Set(scripts)) sum += await sizeOf(src)
    if (sum > LIMIT_BYTES) heavy.push(`${name}: ${(sum / 1000).toFixed(1)} kB`)
  }
  expect(heavy).toEqual([])
})
