import { empresaIdBySlug } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { createUser, userIdByEmail } from '~/domains/access/service/users'
import { addMember } from '~/domains/access/service/members'
import type { RunView } from '~/domains/imports/schema'
import { listConnections, saveConnection } from '~/domains/imports/service/connections'
import { getRun, listRuns } from '~/domains/imports/service/runs'
import { startImport } from '~/domains/imports/service/start-import'
import { uploadFile } from '~/domains/imports/service/upload-file'
import { addLocalDays, localDay } from '~/kernel/clock'
import { advanceProductClock, productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { AppError } from '~/kernel/errors'
import type { Role } from '~/kernel/trpc'
import { newEmpresa } from '~/wiring/new-empresa'
import { startOf } from './demo-messages'
import { liveDemoMonth, LIVED_DAYS } from './demo-month'
import { DEMO_FILE_NAME, demoShop } from './demo-shop'

/** The demonstration answers on this machine only, so its password may be known. */
export const DEMO_PASSWORD = 'retoma-demo'

const EMPRESAS = {
  tarragona: 'Tarragona Calçados',
  'mare-alta': 'Maré Alta Moda Praia',
} as const
type Slug = keyof typeof EMPRESAS

/** Its shop has a status of its own, which is answered already: the first page asks nothing of a new visitor. */
const DEMO_SETTINGS = { demonstration: true, recovery: { extraSaleStatuses: ['enviado'] } }

/** Who signs in, and as what. Bia works in both, so she sees the switcher. */
const DEMO_PEOPLE: { email: string; name: string; roles: Partial<Record<Slug, Role>> }[] = [
  { email: 'helena@tarragona.test', name: 'Helena Prado', roles: { tarragona: 'owner' } },
  { email: 'otavio@tarragona.test', name: 'Otávio Reis', roles: { tarragona: 'operator' } },
  { email: 'vera@tarragona.test', name: 'Vera Lima', roles: { tarragona: 'viewer' } },
  { email: 'marina@mare-alta.test', name: 'Marina Sá', roles: { 'mare-alta': 'owner' } },
  { email: 'bia@retoma.test', name: 'Bia Nunes', roles: { tarragona: 'admin', 'mare-alta': 'admin' } },
]

/** What is printed once the portal answers: the address, and who can sign in. */
export function invitation(port: number): string {
  const signIns = DEMO_PEOPLE.map(({ email, roles }) => {
    const places = Object.entries(roles).map(([slug, role]) => `${slug} (${role})`)
    return `  ${email.padEnd(24)} ${places.join(', ')}`
  })
  return ['', `Pronto: http://localhost:${port}`, `Senha de todos: ${DEMO_PASSWORD}`, ...signIns].join('\n')
}

/** Who acts in the demonstration's month. */
const PLAYED_BY = { owner: 'helena@tarragona.test', operator: 'otavio@tarragona.test' }

/** The demonstration's empresa, and its local time when it is first opened. */
export type Demo = { scope: EmpresaScope; opensAt: Date }

/** Makes what is missing of the demonstration and starts its import. Interrupted anywhere, the next call goes on. */
export async function seedDemo(now: Date): Promise<Demo> {
  const scopes = new Map<string, EmpresaScope>()
  for (const [slug, name] of Object.entries(EMPRESAS)) {
    const id = await empresaIdBySlug(slug).catch(
      whenMissing(async () => (await newEmpresa({ slug, name }, { settings: DEMO_SETTINGS })).id),
    )
    scopes.set(slug, systemScope(id, 'Demonstração'))
  }
  for (const user of DEMO_PEOPLE) await seedUser(user, scopes)
  const shop = scopes.get('tarragona')
  if (!shop) throw new Error('tarragona is among the empresas')
  const timezone = await withEmpresa(shop, ({ empresa }) => Promise.resolve(empresa.timezone))
  const opensAt = startOf(now, timezone)
  await seedImport(shop, localDay(opensAt, timezone))
  return { scope: shop, opensAt }
}

async function seedUser(
  user: (typeof DEMO_PEOPLE)[number],
  scopes: Map<string, EmpresaScope>,
): Promise<void> {
  const { email, name, roles } = user
  const userId = await userIdByEmail(email).catch(
    whenMissing(async () => (await createUser({ email, name, password: DEMO_PASSWORD })).id),
  )
  for (const [slug, role] of Object.entries(roles)) {
    const scope = scopes.get(slug)
    if (scope) await withEmpresa(scope, (ctx) => addMember(ctx, { userId, role })).catch(unlessConflict)
  }
}

/** The shop's export file, its last day moved to before the days that are lived, through the normal importer. Only once. */
async function seedImport(scope: EmpresaScope, today: string): Promise<void> {
  const known = await withEmpresa(scope, (ctx) => listRuns(ctx, { size: 1 }))
  if (known.rows.length > 0) return
  const [connection] = await withEmpresa(scope, listConnections)
  if (!connection) await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_' }))
  if (!connection?.file?.complete) {
    await uploadFile(scope, DEMO_FILE_NAME, demoShop(addLocalDays(today, -LIVED_DAYS)))
  }
  await withEmpresa(scope, (ctx) => startImport(ctx, { period: 'tudo' }))
}

/** Lives the demonstration's month, once, and opens the product's clock where it ends. */
export async function liveDemo({ scope, opensAt }: Demo, signal?: AbortSignal): Promise<void> {
  const lived = await liveDemoMonth(scope.empresaId, opensAt, PLAYED_BY, signal)
  if (!lived) return
  await refreshProductClock()
  await advanceProductClock(Math.max(0, opensAt.getTime() - productClock().getTime()))
}

/** The demonstration's newest run. */
export async function latestRun(scope: EmpresaScope): Promise<RunView | null> {
  const { rows } = await withEmpresa(scope, (ctx) => listRuns(ctx, { size: 1 }))
  const id = rows[0]?.id
  return id ? withEmpresa(scope, (ctx) => getRun(ctx, id)) : null
}

function whenMissing<T>(make: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return make()
    throw error
  }
}

function unlessConflict(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error
}
