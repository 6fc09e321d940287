import { expectAccessible } from '../axe'
import { expect, makeEmpresa, makePerson, signIn, test } from '../world'

const DESK = { width: 1440, height: 900 }

test('two contacts write: the answering member is chosen, a draft waits with its conversation, one goes back to unread; the log is searched', async ({
  page,
}) => {
  await page.setViewportSize(DESK)
  const empresa = await makeEmpresa('Loja da Caixa')
  await signIn(page, await makePerson('Bia Atende', [[empresa, 'owner']]))
  const home = `/${empresa.slug}`
  for (const phone of ['(31) 97777-1111', '(31) 97777-2222']) {
    await page.goto(`${home}/simulador`)
    await page.getByLabel('Telefone da pessoa').fill(phone)
    await page.getByLabel('O que ela escreve').fill(`Oi, sou ${phone}`)
    await page.getByRole('button', { name: 'Escrever para a loja' }).click()
    await expect(page.getByText('Enviada para a loja')).toBeVisible()
  }
  for (const file of ['Foto do comprovante', 'Comprovante em PDF', 'Mensagem de voz']) {
    // The phones change places when one has written, which closes a menu that was open.
    await expect(async () => {
      await page
        .getByRole('button', { name: /Enviar um arquivo como .*97777-2222/ })
        .click({ timeout: 3_000 })
      await page.getByRole('menuitem', { name: file }).click({ timeout: 3_000 })
    }).toPass()
    await expect(page.getByText(`[${file}]`)).toBeVisible()
  }
  await page.goto(`${home}/conversas`)
  const open = (end: string) => page.getByRole('link', { name: new RegExp(`^\\(31\\) 97777-${end}`) }).click()
  const box = page.getByRole('textbox', { name: /Responder a/ })

  await test.step('what the customer sent is seen, played and opened', async () => {
    await open('2222')
    const picture = page.getByRole('img', { name: /^Foto de/ })
    await expect(picture).toBeVisible()
    const width = () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)
    await expect.poll(width).toBeGreaterThan(100)
    const sound = page.getByLabel(/^Áudio de/)
    const seconds = () =>
      sound.evaluate((audio) => {
        if ((audio as HTMLAudioElement).preload !== 'auto') Object.assign(audio, { preload: 'auto' })
        return (audio as HTMLAudioElement).duration
      })
    await expect.poll(seconds).toBe(2)
    const pdf = page.getByRole('link', { name: /Comprovante de PIX\.pdf/ })
    const answer = await page.request.get((await pdf.getAttribute('href')) ?? '')
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf'])
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-')
    await expectAccessible(page, 'conversa com arquivos')
    await page.setViewportSize(DESK)
  })

  await test.step('a draft stays with its conversation', async () => {
    await open('1111')
    // At once: while it opens, nothing can be typed for the other contact.
    await box.fill('Um momento, vou ver')
    await open('2222')
    await expect(page.getByRole('region', { name: /Mensagens com/ })).toContainText('97777-2222')
    await expect(box).toHaveValue('')
    await open('1111')
    await expect(box).toHaveValue('Um momento, vou ver')
  })

  await test.step('who answers is chosen, and which customer it is can be', async () => {
    await page.getByLabel('Quem atende').selectOption({ label: 'Bia Atende' })
    await expect(page.getByText('com Bia Atende')).toBeVisible()
    const link = page.getByRole('button', { name: 'Ligar a um cliente' })
    await link.click()
    await page.getByLabel('Buscar cliente').fill('ninguém assim')
    await page.getByRole('button', { name: 'Buscar', exact: true }).click()
    await expect(page.getByText('Nenhum cliente assim.')).toBeVisible()
    await expectAccessible(page, 'ligar cliente')
    await page.setViewportSize(DESK)
    await page.getByRole('button', { name: 'Fechar', exact: true }).click()
    await expect(link).toBeFocused()
    await expectAccessible(page, 'conversa')
    await page.setViewportSize(DESK)
  })

  await test.step('a conversation goes back to the unread ones, and closes', async () => {
    await page.getByRole('button', { name: 'Marcar como não lida' }).click()
    await expect(box).toBeHidden()
    await page.getByRole('link', { name: /Não lidas/ }).click()
    await expect(page.getByRole('link', { name: /97777-1111/ })).toBeVisible()
    await expect(page.getByRole('link', { name: /97777-2222/ })).toHaveCount(0)
  })

  await test.step('a label of the channel is made, put on a contact, and narrows the inbox to them', async () => {
    await page.goto(`${home}/whatsapp`)
    await page.getByRole('main').getByRole('article').getByRole('link').first().click()
    await page.getByLabel('Nova etiqueta').fill('Atacado')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await expect(page.getByText('Etiqueta criada.')).toBeVisible()
    await page.goto(`${home}/conversas`)
    await open('2222')
    await page.getByRole('button', { name: 'Etiquetas', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Atacado' }).click()
    await expect(page.getByText('Etiqueta “Atacado” posta.')).toBeVisible()
    await page.getByLabel('Conversas com qual etiqueta').selectOption('Atacado')
    await expect(page.getByRole('link', { name: /^\(31\) 97777-1111/ })).toHaveCount(0)
    await expect(page.getByRole('link', { name: /^\(31\) 97777-2222/ })).toBeVisible()
    await expectAccessible(page, 'caixa por etiqueta')
    await page.setViewportSize(DESK)
  })

  await test.step('the log is searched by phone', async () => {
    await page.goto(`${home}/mensagens?busca=31977772222`)
    await expect(page.getByText('Oi, sou (31) 97777-2222')).toBeVisible()
    await expect(page.getByText('Oi, sou (31) 97777-1111')).toHaveCount(0)
    await expectAccessible(page, 'registro')
  })
})
