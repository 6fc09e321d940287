import type { Page } from '@playwright/test'
import {
  expect,
  importShop,
  makeEmpresa,
  makePerson,
  PAGES,
  signIn,
  test,
  type Empresa,
  type Person,
} from '../world'

const LISTS = ['carrinhos', 'leads', 'pedidos', 'clientes', 'importacoes', 'mensagens', 'modelos', 'whatsapp']
/** Their rows are the same in every new empresa: their addresses are the victim's, their names say nothing. */
const ALIKE = ['modelos', 'whatsapp']
const SECRET = 'Recado secreto da Loja Alvo'

/** A message of the victim's own, by the simulator. */
async function writeOneMessage(page: Page, slug: string): Promise<void> {
  await page.goto(`/${slug}/whatsapp`)
  await page.goto(`/${slug}/carrinhos`)
  // By its address: what a press on a row does is proven by other journeys.
  await page.goto((await page.locator('[data-row] a').first().getAttribute('href')) ?? '')
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

let victim: Empresa
let attacker: Empresa
let spy: Person
/** Addresses of the victim's rows, and texts that only the victim may see. */
let seen: { paths: string[]; hidden: string[] }

test.beforeAll(async ({ browser }) => {
  victim = await makeEmpresa('Loja Alvo')
  attacker = await makeEmpresa('Loja Curiosa')
  const owner = await makePerson('Vitor Alvo', [[victim, 'owner']])
  spy = await makePerson('Caio Curioso', [[attacker, 'owner']])
  await importShop(victim)
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '10.9.0.1' } })
  const page = await context.newPage()
  await signIn(page, owner)
  await writeOneMessage(page, victim.slug)
  const { paths, secrets } = await lookAround(page, victim.slug)
  await context.close()
  const hidden = [...secrets.filter((text) => text !== owner.email), victim.name, SECRET]
  expect(paths.length).toBeGreaterThan(50)
  expect(hidden.length).toBeGreaterThan(50)
  seen = { paths, hidden }
})

test.beforeEach(async ({ page }) => {
  await signIn(page, spy)
})

/** Opens an address as the spy and says which of the victim's texts stand in the answer. */
async function leaksOf(page: Page, address: string, status: number): Promise<string[]> {
  const answer = await page.goto(address)
  expect(answer?.status(), address).toBe(status)
  const html = await page.content()
  return seen.hidden.filter((text) => html.includes(text)).map((text) => `${address}: ${text}`)
}

test("no page of one's own empresa shows another's data", async ({ page }) => {
  expect(PAGES.length).toBeGreaterThan(20)
  const leaks: string[] = []
  for (const name of PAGES) leaks.push(...(await leaksOf(page, `/${attacker.slug}/${name}`, 200)))
  expect(leaks).toEqual([])
})

test("no page of another's empresa opens", async ({ page }) => {
  const leaks: string[] = []
  for (const name of PAGES) leaks.push(...(await leaksOf(page, `/${victim.slug}/${name}`, 404)))
  expect(leaks).toEqual([])
})

test("ids of another's rows open under neither address", async ({ page }) => {
  const leaks: string[] = []
  const some = LISTS.flatMap((list) => seen.paths.filter((found) => found.includes(`/${list}/`)).slice(0, 3))
  for (const path of some) {
    leaks.push(...(await leaksOf(page, path, 404)))
    leaks.push(...(await leaksOf(page, path.replace(victim.slug, attacker.slug), 404)))
    await expect(page.getByText('Não encontramos isso aqui')).toBeVisible()
  }
  expect(leaks).toEqual([])
})

test("no export and no live stream carries another's data", async ({ page }) => {
  for (const list of ['carrinhos', 'leads', 'pedidos', 'clientes']) {
    const answer = await page.request.get(`/api/export/${victim.slug}/${list}?format=csv`)
    expect(answer.status(), list).toBe(404)
    const own = await page.request.get(`/api/export/${attacker.slug}/${list}?format=csv`)
    const text = await own.text()
    expect(seen.hidden.filter((secret) => text.includes(secret))).toEqual([])
  }
  expect((await page.request.get(`/api/live/${victim.slug}`)).status()).toBe(404)
})
