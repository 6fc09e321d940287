import { AppError, toAppError } from '~/kernel/errors'
import { readLayout, type Layout } from './layout'
import { failedStep } from './mysql/errors'
import { accountPrefix } from './multisite'
import type { TableReader } from './port'
import { openReader } from './reach'
import type { Shop, ShopConfig, ShopTest, ShopTestStep } from './records'
import { shopOver, shopWith } from './shop'

/** Opens a shop for reading. @throws AppError that says what to do; SOURCE_UNAVAILABLE may be tried again. */
export async function openShop(config: ShopConfig): Promise<Shop> {
  if (config.kind === 'ssh' && config.ssh.hostKey === null)
    throw new AppError(
      'CONFLICT',
      'A chave do servidor SSH ainda não é conhecida. Teste a conexão e aprove a chave mostrada.',
    )
  return shopOver(await openReader(config), config.prefix)
}

/** Reaches the shop and finds its tables, without scanning any. @throws AppError that says what to do. */
export async function probeShop(config: ShopConfig): Promise<void> {
  const reader = await openReader(config)
  try {
    await readLayout(reader, config.prefix)
  } finally {
    await reader.close().catch(() => undefined)
  }
}

/**
 * Tries a connection step by step (imp-2). Never throws for the shop's answers: the first failed step says what to do.
 * Missing plugin tables are reported, and the shop is still usable. `hostKey` is the SSH server's key as seen, for
 * approval.
 */
export async function testShop(config: ShopConfig): Promise<ShopTest> {
  const steps: ShopTestStep[] = []
  let hostKey: string | null = null
  const outcome = (ok: boolean): ShopTest => ({ ok, steps, facts: null, forms: [], hostKey })
  const pass = (message: string) => {
    const last = steps.at(-1)
    if (last) Object.assign(last, { ok: true, message })
  }
  let reader: TableReader
  try {
    reader = await openReader(config, {
      at: (step, subject) => {
        pass('Funcionou.')
        steps.push({ step, subject, ok: false, message: '' })
      },
      hostKey: (key) => (hostKey = key),
    })
  } catch (error) {
    fail(steps, config, toAppError(error))
    return outcome(false)
  }
  pass('Funcionou.')
  if (config.kind === 'dump') {
    const file = steps.at(-1)
    const message = reader.warnings.join(' ') || 'O arquivo foi lido até o fim.'
    if (file) Object.assign(file, { ok: reader.warnings.length === 0, message })
  } else
    steps.push({
      step: 'database',
      subject: config.mysql.database,
      ok: true,
      message: [`Funcionou (${reader.serverVersion}).`, ...reader.warnings].join(' '),
    })
  try {
    const layout = await readLayout(reader, config.prefix)
    steps.push(...tableSteps(reader, layout))
    const forms = await shopWith(reader, layout).forms()
    return { ...outcome(true), facts: layout.facts, forms }
  } catch (error) {
    const { message, code } = toAppError(error)
    steps.push({ step: 'table', subject: `${config.prefix}options`, ok: false, message, code })
    return outcome(false)
  } finally {
    await reader.close().catch(() => undefined)
  }
}

function fail(steps: ShopTestStep[], config: ShopConfig, error: AppError): void {
  const { message, code } = error
  const last = steps.at(-1)
  if (!last) {
    const step = config.kind === 'dump' ? 'file' : config.kind === 'ssh' ? 'ssh' : 'tcp'
    steps.push({ step, subject: '', ok: false, message, code })
    return
  }
  const step = last.step === 'login' && config.kind !== 'dump' ? failedStep(error) : null
  if (step === 'database' && config.kind !== 'dump') {
    Object.assign(last, { ok: true, message: 'Funcionou.' })
    steps.push({ step, subject: config.mysql.database, ok: false, message, code })
    return
  }
  Object.assign(last, { message, code })
}

function tableSteps(reader: TableReader, layout: Layout): ShopTestStep[] {
  const { prefix, orders, carts, facts } = layout
  const reported = facts.warnings.filter((warning) => !reader.warnings.includes(warning))
  const hpos = orders?.storage === 'hpos' || reader.damaged.has(`${prefix}wc_orders`)
  const storage = hpos
    ? ['wc_orders', 'wc_order_addresses', 'wc_order_operational_data', 'wc_orders_meta']
    : ['posts', 'postmeta']
  const named: [suffix: string, what: string][] = [
    ['options', 'configuração da loja'],
    ...storage.map((suffix): [string, string] => [suffix, hpos ? 'pedidos (HPOS)' : 'pedidos (posts)']),
    ['woocommerce_order_items', 'itens dos pedidos'],
    ['woocommerce_order_itemmeta', 'itens dos pedidos'],
    ['users', 'clientes'],
    ['usermeta', 'clientes'],
    ['fv_enteries', 'leads (Form Vibes)'],
    ['fv_entry_meta', 'leads (Form Vibes)'],
  ]
  const steps = named.map(([suffix, what]): ShopTestStep => {
    const owner = /^user/.test(suffix) ? accountPrefix(reader, prefix) : prefix
    const subject = owner + suffix
    const warning = reader.damaged.has(subject)
      ? `A tabela ${subject} está cortada ou ilegível no arquivo (${reader.damaged.get(subject) ?? ''}): ${what} não serão importados.`
      : reported.find((text) => text.includes(`${subject} `))
    const ok = reader.tables.has(subject) && !warning
    return {
      step: 'table',
      subject,
      ok,
      message: ok
        ? `Encontrada: ${what}.`
        : (warning ?? `A tabela ${subject} não existe: ${what} não serão importados.`),
    }
  })
  const found = carts
    ? `Encontrada: carrinhos (${carts.plugin === 'cartflows' ? 'CartFlows' : 'Abandoned Cart Lite'}).`
    : null
  steps.push({
    step: 'table',
    subject: carts?.carts.name ?? `${prefix}cartflows_ca_cart_abandonment`,
    ok: Boolean(found),
    message:
      found ?? 'Nenhuma tabela de carrinhos abandonados foi encontrada: carrinhos não serão importados.',
  })
  return steps
}
