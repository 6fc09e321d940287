import { setTimeout as pause } from 'node:timers/promises'
import { expectAccessible } from '../axe'
import { expect, makeEmpresa, makePerson, productNow, signIn, test } from '../world'

test('an operator schedules a post to a group with a picture: it goes out in its minute, is told, paused and deleted', async ({
  page,
}) => {
  test.setTimeout(420_000)
  const empresa = await makeEmpresa('Loja que Publica')
  await signIn(page, await makePerson('Olga Publica', [[empresa, 'operator']]))
  const home = `/${empresa.slug}`
  const table = page.getByRole('table', { name: 'Publicações' })

  await test.step('the first one is asked for, and the palette knows the page', async () => {
    await page.goto(`${home}/hoje`)
    const search = page.getByPlaceholder('Página, ação, ou cliente por nome, telefone, e-mail')
    await expect(async () => {
      await page.getByRole('button', { name: /^Buscar/ }).click()
      await expect(search).toBeVisible({ timeout: 3_000 })
    }).toPass()
    await search.fill('agendar uma pub')
    await page.getByRole('option', { name: 'Agendar uma publicação' }).click()
    await expect(page).toHaveURL(/\/publicacoes\/nova$/)
  })

  await test.step('it is written with the phone beside it, for a group chosen by name', async () => {
    const soon = new Date((await productNow(page, empresa)).getTime() + 120_000)
    await page.goto(`${home}/publicacoes/nova`)
    await page.getByLabel('Grupo', { exact: true }).selectOption({ label: 'Ofertas do dia (simulado)' })
    await page.getByLabel('Mensagem', { exact: true }).fill('*Oferta* de hoje: sandália Lua')
    await expect(page.locator('strong', { hasText: 'Oferta' })).toBeVisible()
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 400, height: 300 } })
    await page.getByLabel('Foto').setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: picture })
    await expect(page.getByRole('img', { name: 'Foto da mensagem' })).toBeVisible()
    for (const day of ['sábado', 'domingo']) await page.getByLabel(day).check()
    const at = new Intl.DateTimeFormat('pt-BR', {
      timeZone: 'America/Sao_Paulo',
      hour: '2-digit',
      minute: '2-digit',
    }).format(soon)
    await page.getByLabel('Hora', { exact: true }).fill(at)
    await expectAccessible(page, 'publicação escrita')
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page).toHaveURL(/\/publicacoes$/)
    await expect(table).toContainText(`todo dia às ${at}`)
    await expect(table).toContainText('Ativa')
  })

  await test.step('it goes out, once, and its page says so', async () => {
    await expect(async () => {
      await page.reload()
      await expect(table).toContainText(/Enviada|Entregue|Lida/, { timeout: 5_000 })
    }).toPass({ timeout: 300_000, intervals: [5_000] })
    await page.getByRole('link', { name: /todo dia/ }).click()
    const history = page.getByRole('table', { name: 'O que saiu desta publicação' })
    await expect(history).toContainText('Com foto.')
    await pause(2_000)
    await expect(history.locator('tbody tr')).toHaveCount(1)
    await expectAccessible(page, 'publicação')
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  await test.step('it is paused, which can be undone, and deleted, which asks', async () => {
    await page.goto(`${home}/publicacoes`)
    await page.getByRole('button', { name: /^Pausar/ }).click()
    await expect(table).toContainText('Em pausa')
    await page.getByRole('button', { name: 'Desfazer' }).click()
    await expect(table).toContainText('Ativa')
    await page.getByRole('button', { name: /^Apagar/ }).click()
    await page.getByRole('button', { name: 'Apagar publicação' }).click()
    await expect(page.getByText('As publicações agendadas aparecem aqui')).toBeVisible()
  })
})
