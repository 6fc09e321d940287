import { expectAccessible } from '../axe'
import { expect, fillSignIn, makeEmpresa, makePerson, retoma, signIn, test } from '../world'

test('a user signs in, is rejected with a wrong password, and is locked out after five', async ({ page }) => {
  const empresa = await makeEmpresa('Loja da Porta')
  const user = await makePerson('Dora Porta', [[empresa, 'owner']])

  await page.goto(`/${empresa.slug}/leads`)
  await expect(page).toHaveURL(/\/entrar/)
  await expectAccessible(page, '/entrar')
  for (const path of ['/entrar/esqueci', '/entrar/redefinir']) {
    await page.goto(path)
    await expectAccessible(page, path)
  }
  await page.goto(`/${empresa.slug}/leads`)

  await fillSignIn(page, user.email, 'outra-senha-qualquer')
  await expect(page.getByText('E-mail ou senha não conferem.')).toBeVisible()
  await fillSignIn(page, user.email, user.password)
  await expect(page).toHaveURL(new RegExp(`/${empresa.slug}/leads`))

  await page.context().clearCookies()
  await page.goto('/entrar')
  for (let tries = 0; tries < 5; tries++) {
    await fillSignIn(page, user.email, `errada-${tries}`)
    await expect(page.getByRole('button', { name: 'Entrar', exact: true })).toBeEnabled()
  }
  await fillSignIn(page, user.email, user.password)
  await expect(page.getByText(/Muitas tentativas\. Espere \d+ minutos/)).toBeVisible()
})

test('a deactivated session and a foreign address lead nowhere', async ({ page }) => {
  const mine = await makeEmpresa('Loja Minha')
  const other = await makeEmpresa('Loja Alheia')
  const user = await makePerson('Rui Minha', [[mine, 'viewer']])
  await signIn(page, user)
  const answer = await page.goto(`/${other.slug}/hoje`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByText(other.name)).toHaveCount(0)
  await page.goto('/entrar?voltar=//maldoso.test/')
  await expect(page).not.toHaveURL(/maldoso/)

  await page.goto('/conta')
  await expectAccessible(page, '/conta')
  const ask = (calls: number) =>
    page.request.get(`/api/trpc/${Array<string>(calls).fill('access.empresas').join(',')}?batch=1`)
  expect([(await ask(20)).status(), (await ask(21)).status()]).toEqual([200, 400])

  await retoma(['user', 'deactivate', '--email', user.email])
  expect((await ask(1)).status()).toBe(401)
  await page.goto(`/${mine.slug}/hoje`)
  await expect(page).toHaveURL(/\/entrar/)
})
