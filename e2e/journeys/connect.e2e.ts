import { importSmallShop } from '../shop'
import { chatOf, expect, makeEmpresa, makePerson, productNow, signIn, test } from '../world'

const MARIANA = { name: 'Mariana Souza', email: 'mariana@clientes.test', phone: '(11) 98765-0001' }

test('a channel is connected by its QR, a message sent by hand is answered, and PARE ends all that waits for that contact', async ({
  page,
  browser,
}) => {
  const empresa = await makeEmpresa('Loja que Conecta')
  const admin = await makePerson('Adélia Conecta', [[empresa, 'admin']])
  const operator = await makePerson('Otto Olha', [[empresa, 'operator']])
  const home = `/${empresa.slug}`
  await signIn(page, admin)
  const boughtAt = new Date((await productNow(page, empresa)).getTime() - 86_400_000)
  await importSmallShop(empresa, { orders: [{ ...MARIANA, boughtAt }] })
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '10.8.0.1' } })
  const desk = await context.newPage()
  await signIn(desk, operator)
  let number = ''

  await test.step('a QR is shown, the simulated phone reads it, and every open page shows the channel connected at once', async () => {
    await page.goto(`${home}/whatsapp`)
    await page.getByRole('link', { name: 'Nova conexão' }).click()
    await page.getByLabel('Nome da conexão').fill('Número da loja')
    await page.getByRole('button', { name: 'Criar conexão' }).click()
    await expect(page).toHaveURL(/\/whatsapp\/[0-9a-f-]{36}$/)
    number = page.url().split('/').at(-1) ?? ''
    await desk.goto(`${home}/whatsapp`)
    const card = desk.getByRole('article').filter({ hasText: 'Número da loja' })
    await expect(card).toContainText('Desconectada')
    await desk.evaluate(() => Object.assign(window, { sameDocument: true }))

    await page.getByRole('button', { name: 'Conectar', exact: true }).click()
    await expect(page.getByRole('img', { name: 'QR code para conectar o WhatsApp' })).toBeVisible()
    await expect(card).toContainText('Esperando a leitura')
    await page.getByRole('button', { name: 'Ler com o celular simulado' }).click()
    await expect(page.getByText('Se cair, o Retoma tenta voltar sozinho.')).toBeVisible()
    await expect(card).toContainText('Conectada')
    expect(await desk.evaluate(() => 'sameDocument' in window)).toBe(true)
  })

  /** Mariana's page, as the operator has it. */
  const openMariana = async () => {
    await desk.goto(`${home}/clientes`)
    await desk.getByRole('link', { name: MARIANA.name }).first().click()
    await expect(desk).toHaveURL(/\/clientes\/[0-9a-f-]{36}/)
  }
  const write = async (text: string) => {
    await openMariana()
    await desk.getByRole('button', { name: 'Escrever por aqui' }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByLabel('Por qual número').selectOption({ label: 'Número da loja' })
    await dialog.getByLabel('Mensagem').fill(text)
    await dialog.getByRole('button', { name: 'Enviar', exact: true }).click()
    return dialog
  }
  const phones = `${home}/simulador?numero=${number}`

  await test.step('what is written by hand stands on the phone, and its answer in the inbox', async () => {
    await write('Oi, Mariana! O tênis já saiu para entrega.')
    await expect(desk.getByText('Na fila do simulador.')).toBeVisible()
    await page.getByRole('link', { name: 'Ver os telefones' }).click()
    await expect(chatOf(page, MARIANA.name)).toContainText('O tênis já saiu para entrega.')
    await page.getByRole('textbox', { name: `Responder como ${MARIANA.name}` }).fill('Que bom, obrigada!')
    await page.getByRole('button', { name: `Enviar como ${MARIANA.name}` }).click()
    await desk.goto(`${home}/conversas`)
    await desk.getByRole('link', { name: /Mariana/ }).click()
    await expect(desk.getByRole('region', { name: /Mensagens com/ })).toContainText('Que bom, obrigada!')
  })

  await test.step('two messages wait behind a paused number', async () => {
    await page.goto(`${home}/whatsapp/${number}`)
    await page.getByRole('button', { name: 'Pausar envios' }).click()
    await expect(page.getByRole('button', { name: 'Retomar envios' })).toBeVisible()
    await page.goto(`${home}/campanhas/nova`)
    await page.getByLabel('Nome da campanha').fill('Novidade')
    await page.getByLabel('Modelo', { exact: true }).selectOption({ label: 'Aviso geral (Livre)' })
    await page.getByLabel('Por qual número').selectOption({ label: 'Número da loja' })
    await page.getByText('Uma lista minha').click()
    await page
      .getByLabel('Ou cole a lista')
      .fill(`nome;telefone\nMariana;${MARIANA.phone}\nBianca;(11) 98765-0002`)
    await page.getByRole('button', { name: 'Conferir a lista' }).click()
    await page.getByRole('button', { name: 'Começar o envio' }).click()
    await page.getByRole('button', { name: 'Enviar para 2 pessoas' }).click()
    await expect(page.getByText('0 de 2')).toBeVisible()
  })

  await test.step('PARE cancels what waits for her alone, and her page says why', async () => {
    await page.goto(phones)
    const phone = page.getByRole('region', { name: `Telefone de ${MARIANA.name}` })
    await phone.getByRole('button', { name: 'PARE' }).click()
    await expect(chatOf(page, MARIANA.name)).toContainText('PARE')
    const cancelled = page.locator('[data-row]').filter({ hasText: 'Mariana' })
    // A row that comes while the list is open waits for a press.
    await expect(async () => {
      await page.goto(`${home}/mensagens?state=cancelada`)
      const reason = 'A pessoa pediu para não receber mais mensagens.'
      await expect(cancelled).toContainText(reason, { timeout: 5_000 })
    }).toPass({ timeout: 60_000 })
    await openMariana()
    const timeline = desk.getByRole('listitem')
    const skipped = timeline.filter({ hasText: 'A pessoa pediu para não receber mais mensagens.' })
    await expect(skipped.filter({ hasText: 'Não enviada' }).first()).toBeVisible()
    await expect(timeline.filter({ hasText: 'PARE' }).first()).toContainText('Recebida')
  })

  await test.step('the other contact gets her message when the channel resumes; to the first no message can be sent by mistake', async () => {
    await page.goto(`${home}/whatsapp/${number}`)
    await page.getByRole('button', { name: 'Retomar envios' }).click()
    // To leave at once would take the request back.
    await expect(page.getByRole('button', { name: 'Pausar envios' })).toBeVisible()
    await page.goto(phones)
    await expect(chatOf(page, 'Bianca')).toContainText('Temos novidades na Loja que Conecta.')
    await expect(chatOf(page, MARIANA.name)).not.toContainText('Temos novidades')
    const dialog = await write('Só mais uma coisa…')
    await expect(dialog.getByRole('alert')).toContainText('pediu para não receber mais mensagens')
  })
  await context.close()
})
