import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test as base, type Locator, type Page } from '@playwright/test'

const ROOT = path.resolve(import.meta.dirname, '..')
const PASSWORD = 'senha-de-teste'

export type Role = 'owner' | 'admin' | 'operator' | 'viewer'
export type Person = { email: string; name: string; password: string }
export type Empresa = { slug: string; name: string; id: string }

/** The product's own command line, on the database of the portal under test. @returns the object that it printed. */
export function retoma(args: string[], stdin = ''): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [path.join(ROOT, 'bin/retoma.mjs'), ...args, '--json'],
      {
        env: { ...process.env, RETOMA_DATA_DIR: process.env.RETOMA_E2E_DATA, DATABASE_URL: '' },
        maxBuffer: 1e7,
      },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`retoma ${args.join(' ')}: ${stderr}${stdout}`))
        else resolve(JSON.parse(stdout) as Record<string, unknown>)
      },
    )
    child.stdin?.end(stdin)
  })
}

const unique = () => randomBytes(4).toString('hex')

/** An empresa of this test alone. */
export async function makeEmpresa(name: string): Promise<Empresa> {
  const slug = `${name.toLowerCase().replace(/[^a-z]+/g, '-')}-${unique()}`
  const made = await retoma(['empresa', 'create', '--slug', slug, '--name', name])
  return { slug, name, id: String(made.id) }
}

/** A user of this test alone, with a role in each empresa named. */
export async function makePerson(name: string, roles: [Empresa, Role][]): Promise<Person> {
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${unique()}@pessoas.test`
  await retoma(['user', 'create', '--email', email, '--name', name, '--password-stdin'], PASSWORD)
  for (const [empresa, role] of roles) {
    await retoma(['member', 'add', '--empresa', empresa.slug, '--email', email, '--role', role])
  }
  return { email, name, password: PASSWORD }
}

/** Fills in the sign-in form of whatever page is open. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail', { exact: false }).fill(email)
  await page.getByLabel('Senha', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
}

/** Signs in and waits until the portal shows something else. */
export async function signIn(page: Page, user: Person): Promise<void> {
  await page.goto('/entrar')
  await fillSignIn(page, user.email, user.password)
  await expect(page).not.toHaveURL(/\/entrar/)
}

let address = 0

/** Every test comes from an address of its own: the sign-in limits of one must not stop another. */
export const test = base.extend({
  extraHTTPHeaders: async ({ browserName: _browser }, use, info) => {
    await use({
      'x-forwarded-for': `10.${info.parallelIndex}.${info.workerIndex % 256}.${(address = (address + 1) % 256)}`,
    })
  },
})
export { expect }

export const DEMO_FILE = path.join(ROOT, 'prisma/demo/shop.sql.gz')

/** Every page of an empresa that needs no id, by its address below the slug (groups have none), so that none is forgotten. */
export const PAGES = readdirSync(path.join(ROOT, 'src/app/(portal)/[empresa]'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => path.basename(file) === 'page.tsx' && !file.includes('['))
  .map((file) => path.dirname(file).replace(/\/?\([^)]*\)/g, ''))

/** Fills an empresa with the demonstration's shop by the command line, while the portal runs. */
export async function importShop(empresa: Empresa): Promise<void> {
  await retoma(['connection', 'set', '--empresa', empresa.slug, '--kind', 'dump', '--file', DEMO_FILE])
  await retoma(['import', '--empresa', empresa.slug, '--type', 'all', '--period', 'tudo'])
}

/** What the product's time is, to the minute, as the simulator's page says it while the time stands. */
async function shownNow(page: Page): Promise<Date | null> {
  const [shown = ''] = await page.getByText('Para o Retoma agora é').allInnerTexts()
  const [, day, month, year, time] = /(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d)/.exec(shown) ?? []
  return day && month && year && time ? new Date(`${year}-${month}-${day}T${time}:00-03:00`) : null
}

/** The product's time, to the minute. Leaves the simulator's page open. */
export async function productNow(page: Page, empresa: Empresa): Promise<Date> {
  await page.goto(`/${empresa.slug}/simulador`)
  let now: Date | null = null
  await expect.poll(async () => (now = await shownNow(page)), { timeout: 90_000 }).not.toBeNull()
  return now ?? new Date(Number.NaN)
}

const HOURS = { '1 hora': 1, '1 dia': 24 }

/**
 * Moves the product's time forward by the time machine, until it has arrived. All tests share the clock: journeys that
 * move it, and those that count on its pace, stand in one file, because a file's tests run one after another.
 */
export async function letPass(page: Page, empresa: Empresa, step: keyof typeof HOURS): Promise<void> {
  const until = (await productNow(page, empresa)).getTime() + HOURS[step] * 3_600_000
  await page.getByRole('button', { name: step, exact: true }).click()
  await expect
    .poll(async () => ((await shownNow(page))?.getTime() ?? 0) >= until, { timeout: 120_000 })
    .toBe(true)
}

/** The chat on a simulated phone, by the name of its owner; the phone's number stands behind it. */
export function chatOf(page: Page, name: string): Locator {
  return page.getByRole('region', { name: new RegExp(`^Conversa de ${name}, `) })
}
