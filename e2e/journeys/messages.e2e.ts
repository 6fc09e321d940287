import { expectAccessible } from '../axe'
import { expect, makeEmpresa, makePerson, signIn, test } from '../world'

const PHONE = '(31) 98765-4321'

test('a customer writes, is answered, says PARE; a template is written, a list is checked and started', async ({
  page,
}) => {
  const empresa = await makeEmpresa('Loja das Mensagens')
  await signIn(page, await makePerson('Marta Mensagem', [[empresa, 'owner']]))
  const home = `/${empresa.slug}`

  await test.step('the empresa begins with a simulator, and the page says so', async () => {
    await page.goto(`${home}/whatsapp`)
    await expect(page.getByText('Simulador: nada sai para a rua')).toBeVisible()
    await expect(page.getByText('Conectada')).toBeVisible()
  })

  await test.step('what a phone writes is answered from the inbox, and the phone shows it', async () => {
    await page.goto(`${home}/simulador`)
    await page.getByLabel('Telefone da pessoa').fill('(31) 97777-1234')
    await page.getByLabel('O que ela escreve').fill('Oi! Ainda tem o 37?')
    await page.getByRole('button', { name: 'Escrever para a loja' }).click()
    await expect(page.getByText('Enviada para a loja')).toBeVisible()
    await page.goto(`${home}/conversas`)
    await page.getByRole('link', { name: /97777-1234/ }).click()
    await expect(page.getByRole('region', { name: /Mensagens com/ })).toContainText('Ainda tem o 37?')
    const box = page.getByRole('textbox', { name: /Responder a/ })
    await box.fill('Tem sim! Separo para você?')
    await box.press('Control+Enter')
    await expect(page.getByRole('region', { name: /Mensagens com/ })).toContainText('Separo para você?')
    await expectAccessible(page, 'conversa')
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${home}/simulador`)
    await expect(page.getByRole('region', { name: /Conversa de/ })).toContainText('Separo para você?')
  })

  await test.step('PARE stops automatic messages at once, and the conversation says so', async () => {
    await page.getByRole('button', { name: 'PARE' }).click()
    await expect(page.getByRole('region', { name: /Conversa de/ })).toContainText('PARE')
    await page.goto(`${home}/conversas`)
    await page.getByRole('link', { name: /97777-1234/ }).click()
    await expect(page.getByText('Pediu para não receber mensagens automáticas')).toBeVisible()
  })

  await test.step('an unknown variable is rejected by name while it is written', async () => {
    await page.goto(`${home}/modelos/novo?kind=livre`)
    await page.getByLabel('Nome', { exact: true }).fill('Aviso da jornada')
    await page.getByLabel('Mensagem', { exact: true }).fill('Oi, {nomme}! *Chegou* novidade.')
    await expect(page.getByText('A variável {nomme} não existe')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Salvar' })).toBeDisabled()
    await page.getByLabel('Mensagem', { exact: true }).fill('Oi, {nome}! *Chegou* novidade.')
    await expect(page.locator('strong', { hasText: 'Chegou' })).toBeVisible()
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page).toHaveURL(/\/modelos$/)
    await expect(page.getByRole('link', { name: 'Aviso da jornada' })).toBeVisible()
  })

  const campaign = async (name: string, list: string) => {
    await page.goto(`${home}/campanhas/nova`)
    await page.getByLabel('Nome da campanha').fill(name)
    await page.getByLabel('Modelo', { exact: true }).selectOption({ label: 'Aviso da jornada (Livre)' })
    await page.getByText('Uma lista minha').click()
    await page.getByLabel('Ou cole a lista').fill(list)
    await page.getByRole('button', { name: 'Conferir a lista' }).click()
    await expect(page).toHaveURL(/\/campanhas\/[0-9a-f-]{36}/)
  }

  await test.step('a list is checked before anything leaves', async () => {
    await campaign(
      'Conferida',
      `nome;telefone\nAna;${PHONE}\nBia;98765-4321\nAna de novo;${PHONE}\nCida;(31) 97777-1234`,
    )
    await expect(page.getByText('Confira antes de enviar')).toBeVisible()
    await expect(page.getByText('Telefone sem DDD.').first()).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Telefone repetido na lista.' })).toBeVisible()
    await expect(page.getByText('Pediu para não receber mensagens.').first()).toBeVisible()
    await expect(page.getByText('Oi, Ana! Chegou novidade.')).toBeVisible()
    await expectAccessible(page, 'campanha')
  })

  await test.step('it is started, and its progress is seen', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.getByRole('button', { name: 'Começar o envio' }).click()
    await page.getByRole('button', { name: 'Enviar para 1 pessoa' }).click()
    await expect(page.getByText('Andamento')).toBeVisible()
  })
})
