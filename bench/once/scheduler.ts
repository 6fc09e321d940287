import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Actor } from './actor'
import type { Dice } from './random'

/** How long a statement may take before the scheduler checks whether it waits for another of its own. */
const ASK_AFTER_MS = 8

/** Whether a backend waits for one of the others. Locks of other schedules don't count: those pass by themselves. */
async function waitsFor(monitor: pg.Pool, actor: Actor, others: readonly Actor[]): Promise<boolean> {
  const pids = others.flatMap(({ pid }) => (pid === null ? [] : [pid]))
  if (actor.pid === null || pids.length === 0) return false
  const { rows } = await monitor.query<{ waits: boolean }>({
    name: 'waits',
    text: 'SELECT pg_blocking_pids($1) && $2::int[] AS waits',
    values: [actor.pid, pids],
  })
  return rows[0]?.waits === true
}

function settledWithin(actor: Actor, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    void actor.settled().then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

/** Waits until the actor stands still: at a point, finished, or blocked by a lock of another actor. */
async function standStill(monitor: pg.Pool, actor: Actor, all: readonly Actor[]): Promise<void> {
  const others = all.filter((other) => other !== actor)
  for (;;) {
    if (await settledWithin(actor, ASK_AFTER_MS)) return void (actor.blocked = false)
    if (await waitsFor(monitor, actor, others)) return void (actor.blocked = true)
  }
}

/**
 * Lets the actors run one point at a time, in an order that the dice choose, until all have finished. `between` is called
 * before each choice: there the clock moves. @returns how many points were run.
 */
export async function interleave(
  monitor: pg.Pool,
  actors: readonly Actor[],
  dice: Dice,
  between: () => void,
): Promise<number> {
  // Some schedules change hands at every statement, others seldom.
  const stay = dice.pick([0, 0.5, 0.9, 0.98])
  let last: Actor | undefined
  for (let points = 0; ;) {
    for (const actor of actors) {
      if (actor.state !== 'running') continue
      if (actor.blocked && (await waitsFor(monitor, actor, actors))) continue
      await standStill(monitor, actor, actors)
    }
    const [first, ...rest] = actors.filter(({ state }) => state === 'waiting')
    if (!first) {
      if (actors.every(({ state }) => state === 'finished')) return points
      // All that are left wait for each other: the server will break it.
      await pause(ASK_AFTER_MS)
      continue
    }
    between()
    const again = last?.state === 'waiting' && dice.chance(stay)
    last = again && last ? last : dice.pick([first, ...rest])
    last.release()
    points += 1
  }
}
