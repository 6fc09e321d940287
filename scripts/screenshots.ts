// `npm run screenshots [-- http://localhost:3000]`: the README's pictures, taken of the running demonstration.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { DEMO_PASSWORD } from '../src/runtime/demo-seed'
import { PROJECT_ROOT } from '../src/runtime/paths'

const address = process.argv[2] ?? 'http://localhost:3000'
const folder = path.join(PROJECT_ROOT, 'docs/screenshots')
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 360, height: 780 }

type Look = { size: typeof DESK; colorScheme: 'light' | 'dark' }

/** A signed-in page of a look of its own. */
async function open(browser: Browser, { size, colorScheme }: Look): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme, locale: 'pt-BR', baseURL: address })
  const page = await context.newPage()
  await page.goto('/entrar')
  await page.getByLabel('E-mail').fill('helena@tarragona.test')
  await page.getByLabel('Senha', { exact: true }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  await page.waitForURL(/tarragona/)
  return page
}

async function shoot(page: Page, where: string, name: string): Promise<void> {
  await page.goto(`/tarragona/${where}`)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
})
try {
  const light = await open(browser, { size: DESK, colorScheme: 'light' })
  await shoot(light, 'hoje?periodo=30dias', 'hoje-light')
  await shoot(light, 'carrinhos', 'carrinhos-light')
  await light.goto('/tarragona/carrinhos?status=recuperado')
  const cart = await light.locator('[data-row]').first().getAttribute('data-href')
  const dark = await open(browser, { size: DESK, colorScheme: 'dark' })
  await shoot(dark, (cart ?? '').replace('/tarragona/', ''), 'carrinho-dark')
  const phone = await open(browser, { size: PHONE, colorScheme: 'light' })
  await shoot(phone, 'carrinhos', 'carrinhos-phone')
} finally {
  await browser.close()
}
