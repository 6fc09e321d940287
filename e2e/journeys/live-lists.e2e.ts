import { DEMO_FILE, expect, makeEmpresa, makePerson, retoma, signIn, test } from '../world'

test('a list is live: new rows wait behind a pill, rows in sight stay in their places and are renewed', async ({
  page,
}) => {
  const empresa = await makeEmpresa('Loja Viva')
  const user = await makePerson('Rita Leitora', [[empresa, 'owner']])
  const carts = ['--empresa', empresa.slug, '--type', 'carts']
  await retoma(['connection', 'set', '--empresa', empresa.slug, '--kind', 'dump', '--file', DEMO_FILE])
  await retoma(['import', ...carts, '--from', '2026-01-01', '--to', '2026-09-30'])
  await signIn(page, user)
  await page.goto(`/${empresa.slug}/carrinhos`)
  const rows = page.locator('[data-row]')
  const ids = () => rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-row')))
  await expect(rows.first()).toBeVisible()
  const before = await ids()

  await test.step('what an import brings waits, and nothing in sight moves', async () => {
    await retoma(['import', ...carts, '--period', 'tudo'])
    const pill = page.getByRole('button', { name: /^\d+ novos?/ })
    await expect(pill).toBeVisible({ timeout: 30_000 })
    expect((await ids()).slice(0, before.length)).toEqual(before)
    await pill.click()
    await expect(pill).toBeHidden()
    const after = await ids()
    expect(after[0]).not.toBe(before[0])
    expect(new Set(after).size).toBe(after.length)
    await page.reload()
    expect(await ids()).toEqual(after)
  })

  await test.step('what another user marks is shown in its place; a row that leaves is said', async () => {
    const other = await page.context().newPage()
    await page.goto(`/${empresa.slug}/carrinhos?sent=nenhum`)
    const first = rows.first()
    const id = await first.getAttribute('data-row')
    const seen = await ids()
    // A tab of its own that acts: for this one it is an update.
    await other.goto(`/${empresa.slug}/carrinhos/${id ?? ''}`)
    await other.getByRole('switch', { name: 'WhatsApp enviado' }).click()
    await page.bringToFront()
    await expect(page.getByRole('button', { name: /^1 saiu da lista/ })).toBeVisible({
      timeout: 30_000,
    })
    expect((await ids()).slice(0, seen.length)).toEqual(seen)
    await expect(first).toHaveAttribute('data-gone', 'true')
    await page.getByRole('button', { name: /^1 saiu da lista/ }).click()
    await expect(page.locator(`[data-row="${id ?? ''}"]`)).toHaveCount(0)
  })

  await test.step('what the user does moves their own rows at once', async () => {
    const first = rows.first()
    const id = (await first.getAttribute('data-row')) ?? ''
    await first.focus()
    await page.keyboard.press('z')
    await expect(page.locator(`[data-row="${id}"]`)).toHaveCount(0)
  })
})
