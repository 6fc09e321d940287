import { expectAccessible } from '../axe'
import { expect, makeEmpresa, makePerson, signIn, test } from '../world'

const DESK = { width: 1440, height: 900 }
const PHONE = { width: 360, height: 780 }
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a reply is made of a quick answer and a picture; whichever way the page is left, it asks first', async ({
  page,
}) => {
  await page.setViewportSize(DESK)
  const empresa = await makeEmpresa('Loja da Resposta')
  await signIn(page, await makePerson('Rita Responde', [[empresa, 'owner']]))
  const home = `/${empresa.slug}`
  await page.goto(`${home}/simulador`)
  await page.getByLabel('Telefone da pessoa').fill('(31) 97777-3333')
  await page.getByLabel('O que ela escreve').fill('Quando chega?')
  await page.getByRole('button', { name: 'Escrever para a loja' }).click()
  await expect(page.getByText('Enviada para a loja')).toBeVisible()
  await page.goto(`${home}/conversas`)
  await page.getByRole('link', { name: /^\(31\) 97777-3333/ }).click()
  const box = page.getByRole('textbox', { name: /Responder a/ })
  const thread = page.getByRole('region', { name: /Mensagens com/ })

  await test.step('a quick answer is kept, and comes by /', async () => {
    await page.getByRole('button', { name: 'Textos prontos' }).click()
    await page.getByRole('button', { name: 'Nova resposta rápida' }).click()
    await expect(page.getByLabel('Atalho')).toBeFocused()
    await page.getByLabel('Atalho').fill('prazo')
    await page.getByLabel('Texto', { exact: false }).last().fill('Chega em três dias.')
    await page.getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByRole('button', { name: 'Editar /prazo' })).toBeVisible()
    await page.keyboard.press('Escape')
    await box.pressSequentially('/pra')
    await expect(page.getByRole('option', { name: /prazo/ })).toBeVisible()
    await box.press('Enter')
    await expect(box).toHaveValue('Chega em três dias.')
  })

  const asks = page.getByRole('dialog', { name: 'Sair sem salvar?' })
  const stay = () => page.getByRole('button', { name: 'Continuar editando' }).click()

  await test.step('a link, the palette, Back and g-keys ask while a file waits', async () => {
    await page
      .getByLabel('Arquivos da resposta')
      .setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: PICTURE })
    await expect(page.getByText('foto.png')).toBeVisible()
    await page.getByRole('link', { name: 'Carrinhos', exact: true }).click()
    await expect(asks).toBeVisible()
    await stay()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('modelos')
    await page.getByRole('option', { name: 'Modelos', exact: true }).click()
    await expect(asks).toBeVisible()
    await stay()
    await page.evaluate(() => history.back())
    await expect(asks).toBeVisible()
    await expectAccessible(page, 'guarda')
    await page.setViewportSize(DESK)
    await stay()
    await expect(page.getByText('foto.png')).toBeVisible()
    await box.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.getByRole('button', { name: 'Sair sem salvar' }).click()
    await expect(page).toHaveURL(/\/leads$/)
  })

  await test.step('the words were kept, and Enter sends them once that is chosen', async () => {
    await page.evaluate(() => history.back())
    await expect(box).toHaveValue('Chega em três dias.')
    await page.getByLabel('Enter envia').check()
    await box.press('Enter')
    await expect(thread).toContainText('Chega em três dias.')
    await expect(thread).toContainText('Rita Responde')
    await expect(box).toHaveValue('')
  })

  await test.step('on a phone the customer is a press away, and a note that was begun stays', async () => {
    await page.setViewportSize(PHONE)
    const door = page.getByRole('button', { name: 'Cliente, pedidos e anotações' })
    const note = page.getByRole('dialog').getByRole('textbox', { name: 'Nova anotação' })
    await door.click()
    await expect(page.getByRole('dialog').getByText('Ainda não é cliente da loja.')).toBeVisible()
    await expect(note).not.toBeFocused()
    await note.fill('Prefere ligação')
    await page.keyboard.press('Escape')
    await expect(door).toBeFocused()
    await door.click()
    await expect(note).toHaveValue('Prefere ligação')
    await page.getByRole('dialog').getByRole('button', { name: 'Anotar' }).click()
    await expect(page.getByText('Anotação guardada.')).toBeVisible()
    await expect(note).toHaveValue('')
    await expect(page.getByRole('dialog').getByText('Rita Responde')).toBeVisible()
  })
})
