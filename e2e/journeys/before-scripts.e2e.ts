import { once } from 'node:events'
import { expect, importShop, makeEmpresa, makePerson, signIn, test } from '../world'

test('a row opens by its own link before scripts run, with any button, and nothing sends a form as an address', async ({
  page,
  browser,
}) => {
  const empresa = await makeEmpresa('Loja Cedo')
  const user = await makePerson('Cida Cedo', [[empresa, 'owner']])
  await importShop(empresa)
  await signIn(page, user)
  const storageState = await page.context().storageState()

  /** A free spot of the row: beside its text, far from its buttons. */
  const press = async (of: typeof page, list: string, button: 'left' | 'middle' = 'left') => {
    const row = of.locator('[data-row]').nth(2)
    await row.scrollIntoViewIfNeeded()
    const box = await row.boundingBox()
    if (!box) throw new Error(`${list} has no third row`)
    await of.mouse.click(box.x + box.width * 0.55, box.y + box.height / 2, { button })
  }

  for (const list of ['carrinhos', 'leads', 'pedidos', 'clientes']) {
    await test.step(`${list} without scripts`, async () => {
      const context = await browser.newContext({ javaScriptEnabled: false, storageState })
      const still = await context.newPage()
      await still.goto(`/${empresa.slug}/${list}`)
      await press(still, list)
      await expect(still).toHaveURL(new RegExp(`/${list}/[0-9a-f-]{36}$`))
      await context.close()
    })
  }

  await test.step('while the scripts are on their way, also with the middle button', async () => {
    const context = await browser.newContext({ storageState })
    await context.route('**/_next/static/**/*.js', (route) => route.abort())
    const early = await context.newPage()
    await early.goto(`/${empresa.slug}/carrinhos`)
    const opened = context.waitForEvent('page')
    await press(early, 'carrinhos', 'middle')
    await expect(await opened).toHaveURL(/\/carrinhos\/[0-9a-f-]{36}$/)
    await press(early, 'carrinhos')
    await expect(early).toHaveURL(/\/carrinhos\/[0-9a-f-]{36}$/)
    // The search is a form with an address of its own: it keeps the filters and works all the same.
    await early.goto(`/${empresa.slug}/carrinhos?status=recuperado`)
    await early.getByRole('searchbox').fill('maria')
    await early.getByRole('searchbox').press('Enter')
    await expect(early).toHaveURL(/busca=maria/)
    await expect(early).toHaveURL(/status=recuperado/)
    await context.close()
  })

  await test.step('a press that begins before the scripts run and ends after them opens its row, the last one too', async () => {
    const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 720 } })
    const early = await context.newPage()
    const arrive = new AbortController()
    const arrived = once(arrive.signal, 'abort')
    await context.route('**/_next/static/**/*.js', (route) => arrived.then(() => route.continue()))
    await early.goto(`/${empresa.slug}/carrinhos`, { waitUntil: 'commit' })
    await expect(early.locator('[data-row]')).toHaveCount(50)
    const row = early.locator('[data-row]').last()
    await row.hover()
    const before = await row.boundingBox()
    await early.mouse.down()
    arrive.abort()
    // The table is wider than its place at this width: from now on it scrolls by itself.
    await expect(early.locator('[data-wide=true]')).toBeVisible()
    expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? Number.NaN, 0)
    await early.mouse.up()
    await expect(early).toHaveURL(/\/carrinhos\/[0-9a-f-]{36}$/)
    await context.close()
  })

  await test.step('a password never becomes part of an address', async () => {
    const context = await browser.newContext()
    await context.route('**/_next/static/**/*.js', (route) => route.abort())
    const early = await context.newPage()
    await early.goto('/entrar')
    await expect(early.getByRole('button', { name: 'Entrar', exact: true })).toBeDisabled()
    await early.getByLabel('E-mail', { exact: false }).fill('cida@pessoas.test')
    await early.getByLabel('Senha', { exact: true }).fill('segredo')
    await early.getByLabel('Senha', { exact: true }).press('Enter')
    await expect(early).toHaveURL(/\/entrar$/)
    await context.close()
  })
})
