import { createServer } from 'node:net'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, makeEmpresa, makePerson, retoma, signIn, test } from '../world'

const FILE = path.resolve(import.meta.dirname, '../../prisma/demo/shop.sql.gz')

/** The shop's export with a long comment before its rows: over the 10 MB at which Next would cut a body unasked. */
async function largeExport(file: string): Promise<string> {
  const padding = `-- ${'.'.repeat(1020)}\n`.repeat(11 * 1024)
  await writeFile(file, padding)
  await writeFile(file, gunzipSync(await readFile(FILE)), { flag: 'a' })
  return file
}

test('an owner sends the export file, imports it, reads the summary and the rejected rows', async ({
  page,
}, info) => {
  const empresa = await makeEmpresa('Loja da Importação')
  await signIn(page, await makePerson('Ivo Importa', [[empresa, 'owner']]))

  await page.goto(`/${empresa.slug}/importacoes/nova`)
  await page.getByRole('link', { name: 'Configurar a conexão' }).click()
  await page.getByRole('link', { name: /arquivo/i }).click()
  await expect(page).toHaveURL(/tipo=dump/)
  await page.waitForLoadState('networkidle')
  await page.locator('input[type=file]').setInputFiles(await largeExport(info.outputPath('loja.sql')))
  await page.getByRole('link', { name: 'Importar', exact: true }).click()
  await page.getByRole('button', { name: 'Importar', exact: true }).click()
  await expect(page).toHaveURL(/\/importacoes\/[0-9a-f-]{36}$/)
  await page.goto(`/${empresa.slug}/leads`)
  await page.goBack()
  await expect(page.getByText(/^Pedidos: \d+ lidos \(\d+ novos, 0 alterados/)).toBeVisible({
    timeout: 60_000,
  })

  await page.getByRole('link', { name: 'Ver recusadas' }).click()
  await expect(page).toHaveURL(/\/recusados/)
  await expect(page.getByText(/não tem nome, telefone nem e-mail/).first()).toBeVisible()
})

test('an import that waits for its shop can be left, come back to, and cancelled', async ({ page }) => {
  const silent = createServer()
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const empresa = await makeEmpresa('Loja que não Responde')
  const owner = await makePerson('Nara Espera', [[empresa, 'owner']])
  const where = ['--host', '127.0.0.1', '--port', String(port), '--database', 'loja', '--user', 'leitor']
  await retoma(
    ['connection', 'set', '--empresa', empresa.slug, '--kind', 'mysql', ...where, '--password-stdin'],
    'segredo',
  )

  await signIn(page, owner)
  await page.goto(`/${empresa.slug}/importacoes/nova`)
  await page.getByRole('button', { name: 'Importar', exact: true }).click()
  await expect(page.getByText('a importação continua')).toBeVisible()
  const run = page.url()
  await page.goto(`/${empresa.slug}/importacoes`)
  await page.goto(run)
  await page.getByRole('button', { name: 'Cancelar', exact: true }).click()
  await page.getByRole('button', { name: 'Cancelar importação' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Cancelada' })).toBeVisible()
  await expect(page.getByText('Nada foi alterado.')).toBeVisible()
  silent.close()
})
