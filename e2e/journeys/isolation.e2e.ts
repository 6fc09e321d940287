import type { Page } from '@playwright/test'
import { expect, importShop, makeEmpresa, makePerson, PAGES, signIn, test } from '../world'

const LISTS = ['carrinhos', 'leads', 'pedidos', 'clientes', 'importacoes', 'mensagens', 'modelos', 'whatsapp']
/** Their rows are the same in every new empresa: their addresses are the victim's, their names are nobody's. */
const ALIKE = ['modelos', 'whatsapp']
const SECRET = 'Recado secreto da Loja Alvo'

/** A message of the victim's own, by the simulator. */
async function writeToSomebody(page: Page, slug: string): Promise<void> {
  await page.goto(`/${slug}/whatsapp`)
  await page.goto(`/${slug}/carrinhos`)
  await page.locator('[data-row] a').first().click()
  await page.getByRole('button', { name: 'Escrever por aqui' }).click()
  await page.getByRole('textbox', { name: 'Mensagem' }).fill(SECRET)
  await page.getByRole('button', { name: 'Enviar', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.goto(`/${slug}/mensagens`)
  await expect(page.getByText(SECRET).first()).toBeVisible()
}

/** Every address of the victim that its own owner is led to, and every secret text seen on the way. */
async function lookAround(page: Page, slug: string): Promise<{ paths: string[]; secrets: string[] }> {
  const paths = new Set<string>()
  const secrets = new Set<string>()
  for (const list of LISTS) {
    await page.goto(`/${slug}/${list}`)
    const html = await page.content()
    for (const [, found] of html.matchAll(new RegExp(`href="(/${slug}/${list}/[0-9a-f-]{36})"`, 'g'))) {
      if (found) paths.add(found)
    }
    for (const [email] of html.matchAll(/[\w.+-]+@[\w-]+\.[\w.-]*\w/g)) secrets.add(email)
    for (const [phone] of html.matchAll(/\+55\d{10,11}|\(\d\d\) \d{4,5}-\d{4}/g)) secrets.add(phone)
    if (ALIKE.includes(list)) continue
    for (const name of await page.locator('[data-row] a').allInnerTexts()) {
      if (/^\p{Lu}\p{L}+ \p{Lu}/u.test(name)) secrets.add(name.trim())
    }
  }
  return { paths: [...paths], secrets: [...secrets] }
}

test('whatever the second empresa tries, it sees nothing of the first', async ({ browser }) => {
  test.setTimeout(300_000)
  const victim = await makeEmpresa('Loja Alvo')
  const stranger = await makeEmpresa('Loja Curiosa')
  const owner = await makePerson('Vitor Alvo', [[victim, 'owner']])
  const spy = await makePerson('Caio Curioso', [[stranger, 'owner']])
  await importShop(victim)

  const inside = await (
    await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '10.9.0.1' } })
  ).newPage()
  await signIn(inside, owner)
  await writeToSomebody(inside, victim.slug)
  const { paths, secrets } = await lookAround(inside, victim.slug)
  const own = new Set([owner.email])
  const hidden = [...secrets.filter((text) => !own.has(text)), victim.name, SECRET]
  expect(paths.length).toBeGreaterThan(50)
  expect(hidden.length).toBeGreaterThan(50)

  const outside = await (
    await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '10.9.0.2' } })
  ).newPage()
  await signIn(outside, spy)
  const leaks: string[] = []
  const visit = async (address: string, status: number) => {
    const answer = await outside.goto(address)
    expect(answer?.status(), address).toBe(status)
    const html = await outside.content()
    leaks.push(...hidden.filter((text) => html.includes(text)).map((text) => `${address}: ${text}`))
  }
  expect(PAGES.length).toBeGreaterThan(20)
  for (const name of PAGES) await visit(`/${stranger.slug}/${name}`, 200)
  for (const name of PAGES) await visit(`/${victim.slug}/${name}`, 404)
  // The ids of the victim's rows, under the victim's address and under one's own.
  for (const path of LISTS.flatMap((list) =>
    paths.filter((found) => found.includes(`/${list}/`)).slice(0, 3),
  )) {
    await visit(path, 404)
    await visit(path.replace(victim.slug, stranger.slug), 404)
    await expect(outside.getByText('Não encontramos isso aqui')).toBeVisible()
  }
  expect(leaks).toEqual([])

  for (const list of ['carrinhos', 'leads', 'pedidos', 'clientes']) {
    const answer = await outside.request.get(`/api/export/${victim.slug}/${list}?format=csv`)
    expect(answer.status(), list).toBe(404)
    const mine = await outside.request.get(`/api/export/${stranger.slug}/${list}?format=csv`)
    const text = await mine.text()
    expect(hidden.filter((secret) => text.includes(secret))).toEqual([])
  }
  expect((await outside.request.get(`/api/live/${victim.slug}`)).status()).toBe(404)
})
