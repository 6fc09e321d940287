import { expectAccessible, violations } from '../axe'
import {
  expect,
  importShop,
  makeEmpresa,
  makePerson,
  PAGES,
  signIn,
  test,
  type Empresa,
  type Person,
} from '../world'

/** Pages that one test looks at, each at two widths, light and dark. */
const GROUP = 5
const DETAILS = ['carrinhos', 'leads', 'pedidos', 'clientes', 'importacoes']
const groups = Array.from({ length: Math.ceil(PAGES.length / GROUP) }, (_, n) =>
  PAGES.slice(n * GROUP, (n + 1) * GROUP),
)

let shop: { empresa: Empresa; owner: Person }

test.beforeAll(async () => {
  const empresa = await makeEmpresa('Loja Acessível')
  const owner = await makePerson('Olga Opera', [[empresa, 'owner']])
  await importShop(empresa)
  shop = { empresa, owner }
})

test.beforeEach(async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 })
  await signIn(page, shop.owner)
})

for (const names of groups) {
  test(`accessible: ${names.join(', ')}`, async ({ page }) => {
    for (const name of names) {
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.goto(`/${shop.empresa.slug}/${name}`)
      await expectAccessible(page, name)
    }
  })
}

test(`accessible: one of ${DETAILS.join(', ')}`, async ({ page }) => {
  for (const name of DETAILS) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`/${shop.empresa.slug}/${name}`)
    const link = page.locator(`main a[href*="/${name}/"]:not([href$="/nova"])`).first()
    const href = await link.getAttribute('href')
    expect(href, name).toMatch(/[0-9a-f-]{36}/)
    await page.goto(href ?? '')
    await expectAccessible(page, href ?? name)
  }
})

test('a violation inside a row is found', async ({ page }) => {
  await page.goto(`/${shop.empresa.slug}/carrinhos`)
  await expect.poll(() => violations(page, 'light')).toEqual([])
  await page
    .locator('[data-row] td')
    .last()
    .evaluate((cell) => cell.append(document.createElement('button')))
  expect((await violations(page, 'light')).join()).toContain('button-name')
})
