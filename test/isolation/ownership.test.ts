import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** Domains from the highest to the lowest. */
const ORDER = createRequire(import.meta.url)(path.join(ROOT, 'scripts/lint/domains.cjs')) as string[]

type Table = { name: string; owner: string }

/** Tables by their own names and by those of Prisma's client; a table belongs to the domain that its schema file is named after. */
const tables = new Map<string, Table>()
for (const file of readdirSync(path.join(ROOT, 'prisma/schema'))) {
  const owner = path.basename(file, '.prisma')
  const text = readFileSync(path.join(ROOT, 'prisma/schema', file), 'utf8')
  for (const [, model = '', body = ''] of text.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)) {
    const name = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model
    for (const key of [name, `.${model.charAt(0).toLowerCase()}${model.slice(1)}`])
      tables.set(key, { name, owner })
  }
}

/** The tables that a source names, in SQL and by Prisma's client. */
function tablesOf(source: string): Set<Table> {
  const sql = [...source.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO|LATERAL)\s+"?(\w+)"?/g)].map(
    ([, name = '']) => name,
  )
  const client = [...source.matchAll(/\b(?:db|prisma)(\.\w+)\./g)].map(([, name = '']) => name)
  return new Set([...sql, ...client].flatMap((name) => tables.get(name) ?? []))
}

/** `domain → table` of what lies above the domain that names it. */
function upward(domain: string, source: string): string[] {
  const rank = ORDER.indexOf(domain)
  return [...tablesOf(source)]
    .filter(({ owner }) => ORDER.indexOf(owner) < rank && owner !== domain)
    .map(({ name }) => `${domain} → ${name}`)
}

/** Each with its reason. The list only shrinks. */
const EXCEPTIONS: Record<string, string> = {
  'outbox → conversations': 'a claim reads all that decides about a message, in one statement',
  'outbox → pictures': 'a picture is read when its post leaves',
  'outbox → campaigns': 'the log names the sender of a message: the step of a series, a campaign',
  'outbox → follow_up_steps': 'the log names the sender of a message: the step of a series, a campaign',
  'outbox → chat_events': 'messages and what happened to them are purged together',
  'contacts → messages': 'two contacts that are one take their rows with them, in one unit',
  'contacts → conversations': 'two contacts that are one take their rows with them, in one unit',
  'contacts → conversation_notes': 'two contacts that are one take their rows with them, in one unit',
  'templates → campaigns': 'what is in use can’t be deleted',
  'templates → follow_up_steps': 'what is in use can’t be deleted',
  'channels → campaigns': 'what is in use can’t be deleted',
  'channels → follow_ups': 'what is in use can’t be deleted',
  'channels → scheduled_posts': 'what is in use can’t be deleted',
  'templates → messages': 'the usage of a text is counted from its messages',
  'channels → messages': 'risk, alarms and what waits are counted from the messages of a channel',
  'channels → conversations': 'risk, alarms and what waits are counted from the messages of a channel',
  'channels → contacts': 'a label is put on a contact’s chat; a simulated phone is a contact’s',
  'inbox → campaign_recipients': 'the names under which campaigns greeted a phone',
  'carts → cart_matches': 'a cart or an order says which one brought the other',
  'carts → orders': 'a cart or an order says which one brought the other',
  'orders → cart_matches': 'a cart or an order says which one brought the other',
  'followups → cart_matches': 'a purchase that a series caused is one that recovery matched',
  'customers → orders': 'the totals of a customer are those of the orders; a contact follows its customer',
  'customers → contacts': 'the totals of a customer are those of the orders; a contact follows its customer',
  'empresas → memberships': 'what is read, pushed or saved belongs to a member',
}

test('a domain names its own tables and those of lower domains only', () => {
  const found = new Map<string, Set<string>>()
  for (const domain of ORDER) {
    const folder = path.join(ROOT, 'src/domains', domain)
    const files = readdirSync(path.join(ROOT, 'src/domains')).includes(domain)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      : []
    for (const file of files.filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|factory\.ts$/.test(name),
    ))
      for (const pair of upward(domain, readFileSync(path.join(folder, file), 'utf8')))
        found.set(pair, (found.get(pair) ?? new Set()).add(file))
  }
  const unexpected = [...found].filter(([pair]) => !(pair in EXCEPTIONS))
  expect(unexpected.map(([pair, files]) => `${pair} in ${[...files].join(', ')}`)).toEqual([])
  expect(Object.keys(EXCEPTIONS).filter((pair) => !found.has(pair))).toEqual([])
})

test('every table has an owner among the domains', () => {
  expect([...tables.values()].filter(({ owner }) => !ORDER.includes(owner))).toEqual([])
})

test('a table above is found, in SQL and by the client', () => {
  expect(upward('orders', 'SELECT 1 FROM campaigns AS c')).toEqual(['orders → campaigns'])
  expect(upward('orders', 'await ctx.db.campaign.findFirst({})')).toEqual(['orders → campaigns'])
  expect(upward('campaigns', 'SELECT 1 FROM orders')).toEqual([])
})
