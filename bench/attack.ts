// `npm run bench:attack [-- --seconds <n>] [--orders <n>]`: what a neighbour notices while one shop, or a visitor, attacks the portal.
import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import type { ATTACKS, Order } from './attack/attacker'
import { watch, type Seen } from './attack/neighbour'
import { startStage, type Stage } from './attack/stage'

const { values } = parseArgs({ options: { seconds: { type: 'string' }, orders: { type: 'string' } } })
const seconds = Math.min(60, Number(values.seconds ?? 15))
const orders = Number(values.orders ?? 20_000)

type Attack = (typeof ATTACKS)[number]
type Limit = { p95?: (idleP95: number) => number; memoryMb?: number }
/** In the order of the findings that they come from. */
const PLAN: [Attack, string, Limit][] = [
  ['json', '1,000 hostile bodies a minute', { p95: (idle) => idle + 50, memoryMb: 100 }],
  ['sign-in', '40 sign-ins a second, one e-mail', { p95: () => 100, memoryMb: 100 }],
  ['links', '400 password links at once', {}],
  ['dashboards', '200 dashboards at once', {}],
  ['batches', '20 batches of 20', {}],
  ['streams', '500 live streams', {}],
  ['uploads', '6 uploads of 40 MB, one of 9 GB', {}],
]

const run = promisify(execFile)
/** @returns what it got, by status. */
async function attackOf({ base, attacker }: Stage, attack: Attack): Promise<Record<string, number>> {
  const order: Order = { base, attack, seconds, ...attacker }
  const args = ['--import', 'tsx', new URL('attack/attacker.ts', import.meta.url).pathname]
  const { stdout } = await run(process.execPath, [...args, JSON.stringify(order)])
  return JSON.parse(stdout) as Record<string, number>
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const cell = (value: number) => value.toFixed(0).padStart(8)

function show(label: string, { times, failed, memoryMb }: Seen, got: Record<string, number>): void {
  const figures = [quantile(times, 0.5), quantile(times, 0.95), times.at(-1) ?? 0, failed, memoryMb]
  const statuses = Object.entries(got).map(([status, count]) => `${String(count)}× ${status}`)
  console.log(`${label.padEnd(36)}${figures.map(cell).join('')}   ${statuses.join(', ')}`)
}

const stage = await startStage(orders)
try {
  await watch(stage, pause(5_000))
  console.log(
    `${'neighbour: ms of customers.list'.padEnd(36)}     p50     p95     max  failed  RSS MB   the attacker got`,
  )
  const idle = await watch(stage, pause(seconds * 1000))
  show('idle', idle, {})
  const over: string[] = []
  for (const [attack, label, limit] of PLAN) {
    const before = await stage.databaseBytes()
    const attacking = attackOf(stage, attack)
    const seen = await watch(stage, attacking)
    show(label, seen, await attacking)
    const grown = (await stage.databaseBytes()) - before
    if (attack === 'uploads')
      console.log(`${' '.repeat(36)}the database grew by ${cell(grown / 1024 / 1024).trim()} MB`)
    const p95 = quantile(seen.times, 0.95)
    const most = limit.p95?.(quantile(idle.times, 0.95))
    if (most !== undefined && p95 > most) over.push(`${label}: p95 ${cell(p95)} ms, over ${cell(most)} ms`)
    if (limit.memoryMb !== undefined && seen.memoryMb > idle.memoryMb + limit.memoryMb)
      over.push(`${label}: ${cell(seen.memoryMb)} MB, over ${cell(idle.memoryMb + limit.memoryMb)} MB`)
    if (seen.failed > 0) over.push(`${label}: ${String(seen.failed)} of the neighbour's asks failed`)
    await pause(2_000)
  }
  const image = await fetch(`${stage.base}/_next/image?url=%2Fentrar&w=64&q=75`)
  console.log(`/_next/image answers ${String(image.status)}`)
  if (image.status !== 404) over.push('/_next/image is open')
  for (const line of over) console.log(line.replace(/ {2,}/g, ' '))
  console.log(over.length === 0 ? '\nall within the limits' : `\n${String(over.length)} over the limits`)
  if (over.length > 0) process.exitCode = 1
} finally {
  await stage.stop()
}
process.exit()
