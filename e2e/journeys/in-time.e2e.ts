import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from '../axe'
import { importSmallShop, type Shopper } from '../shop'
import {
  chatOf,
  expect,
  letPass,
  makeEmpresa,
  makePerson,
  productNow,
  signIn,
  test,
  type Empresa,
} from '../world'

const shopper = (name: string, n: number): Shopper => ({
  name,
  email: `${name.split(' ')[0]?.toLowerCase() ?? ''}@clientes.test`,
  phone: `(11) 98765-200${String(n)}`,
})
const BRUNO = shopper('Bruno Antigo', 0)
const MARIANA = shopper('Mariana Souza', 1)
const OTAVIO = shopper('Otavio Lima', 2)
const MINUTE = 60_000

test('a template, a follow-up of two messages, an abandoned cart: the customer who buys gets no more, the other gets the second', async ({
  page,
}) => {
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

  await test.step('two customers left their carts an hour and a half ago: each is written to once', async () => {
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

const recipients = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `Pessoa ${String(from + n)};(11) 98765-1${String(from + n)}`)

/** A draft of a pasted list, checked. @returns its address. */
async function draft(page: Page, empresa: Empresa, name: string, lines: string[]): Promise<string> {
  await page.goto(`/${empresa.slug}/campanhas/nova`)
  await page.getByLabel('Nome da campanha').fill(name)
  await page.getByLabel('Modelo', { exact: true }).selectOption({ label: 'Aviso geral (Livre)' })
  await page.getByText('Uma lista minha').click()
  await page.getByLabel('Ou cole a lista').fill(['nome;telefone', ...lines].join('\n'))
  await page.getByRole('button', { name: 'Conferir a lista' }).click()
  await expect(page).toHaveURL(/\/campanhas\/[0-9a-f-]{36}/)
  return page.url()
}

async function start(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Começar o envio' }).click()
  await page.getByRole('button', { name: `Enviar para ${String(count)} pessoas` }).click()
  await expect(page.getByText('Andamento')).toBeVisible()
}

/** A figure of the campaign that is open, as it stands now. */
function figure(page: Page, label: string) {
  return page.getByRole('definition').and(page.locator(`dt:text-is("${label}") + dd`))
}
const count = async (page: Page, label: string) => Number(await figure(page, label).innerText())

test('a campaign is checked, sent at the number’s pace, paused, goes on to its end; another is cancelled half way', async ({
  page,
}) => {
  const empresa = await makeEmpresa('Loja da Campanha')
  const home = `/${empresa.slug}`
  await signIn(page, await makePerson('Carla Campanha', [[empresa, 'admin']]))

  await test.step('the number writes once a second', async () => {
    await page.goto(`${home}/whatsapp`)
    // The menu has a link of that name, too, and stands before the list does.
    await page.getByRole('main').getByRole('link', { name: 'Simulador', exact: true }).click()
    await page.getByLabel('De', { exact: true }).fill('1')
    await page.getByLabel('Até', { exact: true }).fill('1')
    await page.getByRole('button', { name: 'Salvar ritmo' }).click()
    await expect(page.getByText('Ritmo salvo.')).toBeVisible()
  })

  const first = await test.step('who gets it and who doesn’t is seen before anything leaves', async () => {
    const lines = [...recipients(100, 10), 'De novo;(11) 98765-1100', 'Sem DDD;98765-4321']
    const address = await draft(page, empresa, 'Dez pessoas', lines)
    await expect(page.getByText('10 pessoas recebem, 2 ficam de fora.')).toBeVisible()
    await expect(page.getByText('Telefone repetido na lista.').first()).toBeVisible()
    await expect(page.getByText('10 nunca conversaram com este número.')).toBeVisible()
    return address
  })

  await test.step('its progress is shown live, until the operator pauses it', async () => {
    await start(page, 10)
    await expect.poll(() => count(page, 'Saíram')).toBeGreaterThanOrEqual(2)
    await page.getByRole('button', { name: 'Pausar' }).click()
    await expect(page.getByText('Pausada')).toBeVisible()
  })

  await test.step('another leaves meanwhile and is cancelled half way', async () => {
    await draft(page, empresa, 'Doze pessoas', recipients(200, 12))
    await start(page, 12)
    await expect.poll(() => count(page, 'Saíram')).toBeGreaterThanOrEqual(2)
    await page.getByRole('button', { name: 'Cancelar', exact: true }).click()
    await page.getByRole('button', { name: 'Cancelar campanha' }).click()
    await expect(page.getByText('Cancelada', { exact: true }).first()).toBeVisible()
    await expect(figure(page, 'Na fila')).toHaveText('0')
    expect(await count(page, 'Não enviadas')).toBeGreaterThan(0)
    expect((await count(page, 'Saíram')) + (await count(page, 'Não enviadas'))).toBe(12)
  })

  await test.step('the paused one stands still, while a third goes from beginning to end', async () => {
    await page.goto(first)
    const sent = await count(page, 'Saíram')
    expect(sent + (await count(page, 'Na fila'))).toBe(10)
    await draft(page, empresa, 'Duas pessoas', recipients(300, 2))
    await start(page, 2)
    await expect(page.getByText('Concluída')).toBeVisible({ timeout: 30_000 })
    await page.goto(first)
    await expect(page.getByText('Em pausa')).toBeVisible()
    await expect(figure(page, 'Saíram')).toHaveText(String(sent))
  })

  await test.step('it goes on to its end, and says how it went', async () => {
    await page.getByRole('button', { name: 'Continuar' }).click()
    await expect(page.getByText('Concluída')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('10 de 10 · 100%')).toBeVisible()
    await expect(figure(page, 'Entrega')).toHaveText('100%', { timeout: 30_000 })
    await expect(figure(page, 'Erro')).toHaveText('0%')
  })

  await test.step('every phone has it once; an answer is counted', async () => {
    await page.goto(`${home}/simulador`)
    for (let n = 100; n < 110; n++) {
      const chat = chatOf(page, `Pessoa ${String(n)}`)
      await expect(chat.getByText('Temos novidades na Loja da Campanha.')).toHaveCount(1)
    }
    const phone = page.getByRole('region', { name: 'Telefone de Pessoa 104' })
    await phone.getByRole('button', { name: 'Oi! Ainda tem?' }).click()
    await expect(phone).toContainText('Oi! Ainda tem?')
    await page.goto(first)
    await expect(figure(page, 'Resposta')).toHaveText('10% (1)')
  })
})

test('an operator schedules a post to a group with a picture: it goes out in its minute, is reported, paused and deleted', async ({
  page,
}) => {
  const empresa = await makeEmpresa('Loja que Publica')
  await signIn(page, await makePerson('Olga Publica', [[empresa, 'operator']]))
  const home = `/${empresa.slug}`
  const table = page.getByRole('table', { name: 'Publicações' })

  await test.step('the first one is asked for, and the palette knows the page', async () => {
    await page.goto(`${home}/hoje`)
    const search = page.getByPlaceholder('Página, ação, nome, telefone, e-mail ou número')
    await expect(async () => {
      await page.getByRole('button', { name: /^Buscar/ }).click()
      await expect(search).toBeVisible({ timeout: 3_000 })
    }).toPass()
    await search.fill('agendar uma pub')
    await page.getByRole('option', { name: 'Agendar uma publicação' }).click()
    await expect(page).toHaveURL(/\/publicacoes\/nova$/)
  })

  await test.step('it is written with the phone beside it, for a group chosen by name', async () => {
    const soon = new Date((await productNow(page, empresa)).getTime() + 50 * MINUTE)
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
    await letPass(page, empresa, '1 hora')
    await page.goto(`${home}/publicacoes`)
    await expect(async () => {
      await page.reload()
      await expect(table).toContainText(/Enviada|Entregue|Lida/, { timeout: 5_000 })
    }).toPass({ timeout: 120_000, intervals: [1_000] })
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
