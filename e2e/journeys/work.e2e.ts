import { readFile } from 'node:fs/promises'
import { expect, importShop, makeEmpresa, makePerson, retoma, signIn, test } from '../world'

test('carts explain themselves, leads leave as files, a view is saved', async ({ page }) => {
  const empresa = await makeEmpresa('Loja do Dia')
  const second = await makeEmpresa('Loja Vazia')
  const user = await makePerson('Olga Opera', [
    [empresa, 'owner'],
    [second, 'viewer'],
  ])
  await importShop(empresa)
  await signIn(page, user)
  const home = `/${empresa.slug}`

  await test.step('a recovered cart says which order, by which key', async () => {
    await page.goto(`${home}/carrinhos?status=recuperado`)
    await page.locator('[data-row]').last().click()
    await expect(page).toHaveURL(/\/carrinhos\/[0-9a-f-]{36}/)
    await expect(page.getByRole('heading', { level: 1 })).toBeInViewport()
    expect(await page.evaluate(() => scrollY)).toBe(0)
    await expect(page.getByText('Por que conta assim')).toBeVisible()
    await expect(page.getByText(/mesmo (e-mail|telefone)/).first()).toBeVisible()
  })

  await test.step('the marks are kept, with who set them', async () => {
    const mark = page.getByRole('switch', { name: 'WhatsApp enviado' })
    await expect(mark).not.toBeChecked()
    await mark.click()
    await expect(page.getByText(/Olga Opera ·/)).toBeVisible()
    await page.reload()
    await expect(mark).toBeChecked()
    await mark.click()
    await expect(mark).not.toBeChecked()
  })

  await test.step('WhatsApp opens with the message filled in', async () => {
    await page.goto(`${home}/carrinhos`)
    const link = page.locator('a[href*="wa.me/"]').first()
    await expect(link).toBeVisible()
    const href = decodeURIComponent((await link.getAttribute('href')) ?? '')
    expect(href).toMatch(/wa\.me\/55\d{10,11}\?text=/)
    expect(href).not.toMatch(/[{}]/)
  })

  await test.step('the leads that the list shows leave as a file', async () => {
    await page.goto(`${home}/leads`)
    const counted = /([\d.]+) leads/
    await expect(page.locator('main')).toContainText(counted)
    const total = Number(counted.exec(await page.locator('main').innerText())?.[1]?.replaceAll('.', ''))
    expect(total).toBeGreaterThan(100)
    await page.getByRole('button', { name: 'Exportar' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    const file = await (await download).path()
    const rows = (await readFile(file, 'utf8')).trim().split('\r\n')
    expect(rows.length - 1).toBe(total)
    expect(rows.filter((row) => /^[=+@-]|[;,]["']?[=+@-][A-Z(]/.test(row))).toEqual([])
  })

  await test.step('a file has the columns that are seen, or all of them', async () => {
    const head = async (all: boolean) => {
      await page.getByRole('button', { name: 'Exportar' }).click()
      if (all) await page.getByRole('menuitemcheckbox', { name: 'Todas as colunas' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'CSV' }).click()
      const text = await readFile(await (await download).path(), 'utf8')
      return text.replace('\ufeff', '').split('\r\n')[0]?.split(';')
    }
    await page.goto(`${home}/leads?colunas=nome,email`)
    await expect(page.getByRole('columnheader').filter({ hasText: /\w/ })).toHaveText([
      'Nome',
      'E-mail',
      'Ações',
    ])
    expect(await head(false)).toEqual(['Nome', 'E-mail'])
    expect(await head(true)).toContain('Contatado por')
  })

  await test.step('a view is saved, for this empresa alone', async () => {
    await page.getByRole('button', { name: 'Vistas salvas' }).click()
    await page.getByRole('menuitem', { name: 'Salvar esta vista' }).click()
    await page.getByRole('textbox', { name: 'Nome da vista' }).fill('Só e-mails')
    await page.getByRole('button', { name: 'Salvar vista' }).click()
    await page.getByRole('button', { name: 'Vistas salvas' }).click()
    await expect(page.getByRole('menuitem', { name: 'Só e-mails', exact: true })).toBeVisible()
    await page.goto(`/${second.slug}/leads`)
    await page.getByRole('button', { name: 'Vistas salvas' }).click()
    await expect(page.getByText('Nenhuma vista salva ainda')).toBeVisible()
  })

  await test.step('the switcher leads to the other empresa, which is empty', async () => {
    await page.goto(`${home}/hoje`)
    await page
      .getByRole('button', { name: /trocar de empresa/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: /Loja Vazia/ }).click()
    await expect(page).toHaveURL(new RegExp(`/${second.slug}/`))
    await page.goto(`/${second.slug}/leads`)
    await expect(page.getByText('Os leads da loja aparecem aqui')).toBeVisible()
  })

  await test.step('figures of the portal and of the command line agree', async () => {
    const figures = (await retoma(['stats', '--empresa', empresa.slug])) as { leads: { count: number } }
    await page.goto(`${home}/leads`)
    await expect(page.locator('main')).toContainText(`${figures.leads.count} leads`)
  })
})
