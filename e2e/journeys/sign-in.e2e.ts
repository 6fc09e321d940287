import { expectAccessible } from '../axe'
import { expect, fillSignIn, makeEmpresa, makePerson, signIn, test } from '../world'

test('a person signs in, is refused with a wrong password, and is stopped after five', async ({ page }) => {
  const empresa = await makeEmpresa('Loja da Porta')
  const person = await makePerson('Dora Porta', [[empresa, 'owner']])

  await page.goto(`/${empresa.slug}/leads`)
  await expect(page).toHaveURL(/\/entrar/)
  await expectAccessible(page, '/entrar')

  await fillSignIn(page, person.email, 'outra-senha-qualquer')
  await expect(page.getByText('E-mail ou senha não conferem.')).toBeVisible()
  await fillSignIn(page, person.email, person.password)
  await expect(page).toHaveURL(new RegExp(`/${empresa.slug}/leads`))

  await page.context().clearCookies()
  await page.goto('/entrar')
  for (let tries = 0; tries < 5; tries++) {
    await fillSignIn(page, person.email, `errada-${tries}`)
    await expect(page.getByRole('button', { name: 'Entrar', exact: true })).toBeEnabled()
  }
  await fillSignIn(page, person.email, person.password)
  await expect(page.getByText(/Muitas tentativas\. Espere \d+ minutos/)).toBeVisible()
})

test('a deactivated session and a foreign address lead nowhere', async ({ page }) => {
  const mine = await makeEmpresa('Loja Minha')
  const other = await makeEmpresa('Loja Alheia')
  const person = await makePerson('Rui Minha', [[mine, 'viewer']])
  await signIn(page, person)
  const answer = await page.goto(`/${other.slug}/hoje`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByText(other.name)).toHaveCount(0)
  await page.goto('/entrar?voltar=//maldoso.test/')
  await expect(page).not.toHaveURL(/maldoso/)
})
