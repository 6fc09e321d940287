import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { encode } from 'uqr'
import { expectAccessible } from '../axe'
import { expect, makeEmpresa, makePerson, signIn, test } from '../world'

const ROOT = path.resolve(import.meta.dirname, '../..')
const DATA = process.env.RETOMA_E2E_DATA ?? ''
const children: ChildProcess[] = []

/** A process of ours; its first line. */
async function started(script: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--import', './src/runtime/end-with-parent.mjs', '--import', 'tsx', script, ...args],
    {
      cwd: ROOT,
      env: { ...process.env, DATABASE_URL: '', RETOMA_DATA_DIR: DATA, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return line
}

test.afterAll(async () => {
  for (const child of children) {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
})

/** The QR's text, as the worker has it: what a phone's camera would read. */
async function codeOf(empresaId: string, connectionId: string): Promise<string> {
  const { nextauthSecret } = JSON.parse(readFileSync(path.join(DATA, 'segredos.json'), 'utf8')) as {
    nextauthSecret: string
  }
  const token = createHmac('sha256', nextauthSecret).update('baileys-worker').digest('hex')
  const url = `${process.env.RETOMA_BAILEYS_URL ?? ''}/sessions/${empresaId}/${connectionId}`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  return String(((await answer.json()) as { qr: unknown }).qr)
}

/** The drawing of a text, as the page makes it. */
function drawn(text: string): string {
  const rows = encode(text, { ecc: 'L', border: 4 }).data
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
}

test('a number connects over Baileys: what to run, the QR until it is read, out again, and a code to type', async ({
  page,
  baseURL,
}) => {
  test.skip(!existsSync(path.join(ROOT, 'packages/baileys-worker/node_modules')), 'the package is optional')
  const empresa = await makeEmpresa('Loja do Baileys')
  await signIn(page, await makePerson('Bruno Baileys', [[empresa, 'owner']]))
  const qr = page.getByRole('img', { name: 'QR code para conectar o WhatsApp' })
  const line = await started('packages/baileys-worker/test/whatsapp-server.ts', [], {})
  const { port } = JSON.parse(line) as { port: number }
  const steer = (what: string, body: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/${what}`, { method: 'POST', body: JSON.stringify(body) })
  let connection = ''

  await test.step('without the worker the page says exactly what to run', async () => {
    await page.goto(`/${empresa.slug}/whatsapp/nova`)
    await page.getByRole('radio', { name: /O número de sempre/ }).check()
    await page.getByRole('radio', { name: /Baileys/ }).check()
    await expect(page.getByText('rode “npm run baileys”')).toBeVisible()
    await page.getByRole('button', { name: 'Criar conexão' }).click()
    await expect(page).toHaveURL(/\/whatsapp\/[0-9a-f-]{36}$/)
    connection = page.url().split('/').at(-1) ?? ''
    await page.getByRole('button', { name: 'Conectar', exact: true }).click()
    // The line above every page says it too.
    await expect(
      page.getByText('rode “npm run baileys” e deixe-o rodando; depois conecte de novo').last(),
    ).toBeVisible()
  })

  await test.step('with it, the QR appears, and is the one to read', async () => {
    await started('scripts/baileys.ts', ['--portal', baseURL ?? ''], {
      RETOMA_BAILEYS_WEB_SOCKET: `ws://127.0.0.1:${port}`,
    })
    await page.getByRole('button', { name: 'Conectar de novo' }).click()
    await expect(qr).toBeVisible()
    await expect(qr.locator('path')).toHaveAttribute('d', drawn(await codeOf(empresa.id, connection)))
    await expectAccessible(page, 'QR')
  })

  await test.step('read by a phone, the open page says so by itself', async () => {
    await steer('scan', { qr: await codeOf(empresa.id, connection) })
    // Signing in makes hundreds of keys, for which a busy machine takes its time.
    await expect(page.getByText('Se cair, o Retoma tenta voltar sozinho')).toBeVisible({ timeout: 90_000 })
    await expect(qr).toBeHidden()
  })

  await test.step('signed out, and connected with a code to type', async () => {
    await page.getByRole('button', { name: 'Sair da conta' }).click()
    await page
      .getByRole('dialog')
      .or(page.getByRole('alertdialog'))
      .getByRole('button', { name: 'Sair da conta' })
      .click()
    await expect(page.getByText('Desconectada').first()).toBeVisible()
    await steer('unpair')
    await page.getByLabel('Telefone desta conta').fill('(31) 98765-4321')
    await page.getByRole('button', { name: 'Conectar', exact: true }).click()
    await expect(page.getByText(/Código: [0-9A-Z]{8}/)).toBeVisible()
  })
})
