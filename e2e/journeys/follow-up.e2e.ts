import { importSmallShop, type Shopper } from '../shop'
import { chatOf, expect, letPass, makeEmpresa, makePerson, productNow, signIn, test } from '../world'

const shopper = (name: string, n: number): Shopper => ({
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? ''}@clientes.test`,
  phone: `(11) 98765-200${String(n)}`,
})
const BRUNO = shopper('Bruno Antigo', 0)
const MARIANA = shopper('Mariana Souza', 1)
const OTAVIO = shopper('Otavio Lima', 2)
const MINUTE = 60_000

test('a template, a follow-up of two messages, an abandoned cart: who buys hears no more, who doesn’t gets the second', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const empresa = await makeEmpresa('Loja da Lua')
  const home = `/${empresa.slug}`
  await signIn(page, await makePerson('Lia Lembra', [[empresa, 'owner']]))
  const old = { ...BRUNO, leftAt: new Date((await productNow(page, empresa)).getTime() - 10 * 1440 * MINUTE) }
  await importSmallShop(empresa, { carts: [old] })

  await test.step('two templates are written, and the phone beside shows how they arrive', async () => {
    const texts = {
      'Primeira da jornada': 'Oi, {nome}! O *{itens}* espera por você na {empresa}.',
      'Segunda da jornada': '{nome}, o {itens} ainda está guardado: {valor}.',
    }
    for (const [name, text] of Object.entries(texts)) {
      await page.goto(`${home}/modelos/novo?kind=carrinho`)
      await page.getByLabel('Nome', { exact: true }).fill(name)
      await page.getByLabel('Mensagem', { exact: true }).fill(text)
      const preview = page.getByRole('region', { name: 'Como chega no telefone' })
      await expect(preview).not.toContainText(/[{}*]/)
      await expect(preview).toContainText(/espera por você na Loja da Lua|ainda está guardado: R\$/)
      await page.getByRole('button', { name: 'Salvar' }).click()
      await expect(page).toHaveURL(/\/modelos$/)
    }
  })

  await test.step('the series is written and seen in last month’s light, then switched on', async () => {
    await page.goto(`${home}/acompanhamentos?tipo=carrinho`)
    await page.getByLabel('Mensagem 1: modelo').selectOption({ label: 'Primeira da jornada' })
    await page.getByLabel('Mensagem 2: modelo').selectOption({ label: 'Segunda da jornada' })
    await page.getByRole('button', { name: 'Tirar mensagem 3' }).click()
    await expect(page.getByText('1 hora depois')).toBeVisible()
    await expect(page.getByText('1 dia depois')).toBeVisible()
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByText('Acompanhamento salvo.')).toBeVisible()
    await page.getByRole('button', { name: 'O que isto teria enviado no último mês' }).click()
    await expect(page.getByText('de 1 caso, isto teria enviado 2 mensagens')).toBeVisible()
    await page.getByRole('button', { name: 'Ligar', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('ninguém de antes recebe nada')
    await dialog.getByRole('button', { name: 'Ligar', exact: true }).click()
    await expect(page.getByText('Ligado', { exact: true })).toBeVisible()
  })

  await letPass(page, empresa, '1 hora')
  await letPass(page, empresa, '1 hora')
  const leftAt = new Date((await productNow(page, empresa)).getTime() - 90 * MINUTE)
  const carts = [old, { ...MARIANA, leftAt }, { ...OTAVIO, leftAt }]
  const firstText = (name: string) => `Oi, ${name}! O Tênis Lua espera por você na Loja da Lua.`

  await test.step('two people left their carts an hour and a half ago: each hears of it once', async () => {
    await importSmallShop(empresa, { carts })
    await page.goto(`${home}/simulador`)
    for (const { name } of [MARIANA, OTAVIO])
      await expect(chatOf(page, name).getByText(firstText(name.split(' ')[0] ?? ''))).toHaveCount(1)
    await expect(chatOf(page, BRUNO.name)).toHaveCount(0)
  })

  await test.step('Mariana buys: her cart is recovered, and her page says why nothing more is sent', async () => {
    await letPass(page, empresa, '1 hora')
    const boughtAt = new Date((await productNow(page, empresa)).getTime() - MINUTE)
    await importSmallShop(empresa, { carts, orders: [{ ...MARIANA, boughtAt }] })
    await page.goto(`${home}/carrinhos?status=recuperado`)
    await page.getByRole('link', { name: MARIANA.name }).first().click()
    await expect(page.getByText('Por que conta assim')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Recuperação assistida')
    await page.getByRole('link', { name: MARIANA.name }).click()
    await expect(page).toHaveURL(/\/clientes\/[0-9a-f-]{36}/)
    const timeline = page.getByRole('listitem')
    await expect(timeline.filter({ hasText: 'A pessoa comprou.' })).toContainText('Parou')
    await expect(timeline.filter({ hasText: 'espera por você na Loja da Lua' })).toBeVisible()
  })

  await test.step('a day later Otavio gets the second message, and Mariana doesn’t', async () => {
    await letPass(page, empresa, '1 dia')
    await expect(chatOf(page, OTAVIO.name)).toContainText('Otavio, o Tênis Lua ainda está guardado: R$')
    await expect(chatOf(page, MARIANA.name)).toContainText(firstText('Mariana'))
    await expect(chatOf(page, MARIANA.name)).not.toContainText('ainda está guardado')
    await page.goto(`${home}/acompanhamentos?tipo=carrinho`)
    await expect(page.getByRole('listitem').filter({ hasText: 'A pessoa comprou.' })).toContainText('1')
  })
})
