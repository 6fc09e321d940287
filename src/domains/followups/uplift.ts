/** Customers of one group, and how many of them bought. */
export type Group = { people: number; bought: number }
export type Interval = { low: number; high: number }

/** 97.5 % point of the normal distribution: two-sided 95 %. */
const Z95 = 1.959963984540054
/** 80 % point: the probability that an uplift as large as the detectable one is noticed. */
const Z80 = 0.8416212335729143

/** Wilson's score interval of a share, 95 %: accurate also for small groups and shares near 0. */
export function wilson({ people, bought }: Group): Interval {
  if (people === 0) return { low: 0, high: 1 }
  const share = bought / people
  const z2 = Z95 ** 2
  const centre = share + z2 / (2 * people)
  const spread = Z95 * Math.sqrt((share * (1 - share)) / people + z2 / (4 * people ** 2))
  return {
    low: Math.max(0, (centre - spread) / (1 + z2 / people)),
    high: Math.min(1, (centre + spread) / (1 + z2 / people)),
  }
}

/** Newcombe's hybrid score interval (method 10) of the difference of two shares, treated minus holdout, 95 %. */
export function newcombe(treated: Group, holdout: Group): Interval {
  if (treated.people === 0 || holdout.people === 0) return { low: -1, high: 1 }
  const [p, q] = [treated.bought / treated.people, holdout.bought / holdout.people]
  const [a, b] = [wilson(treated), wilson(holdout)]
  return {
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low),
  }
}

/** Smallest true uplift that groups of this size would detect in 4 of 5 cases; null when a group is empty. */
export function detectableUplift(treated: Group, holdout: Group): number | null {
  if (treated.people === 0 || holdout.people === 0) return null
  // A share of exactly 0 or 1 would have no variance: the pooled share is pulled towards a half, as Agresti does.
  const base = (treated.bought + holdout.bought + 2) / (treated.people + holdout.people + 4)
  return (Z95 + Z80) * Math.sqrt(base * (1 - base) * (1 / treated.people + 1 / holdout.people))
}

export type Uplift = {
  treated: Group & { rate: number | null }
  holdout: Group & { rate: number | null }
  /** Treated minus holdout, as a share of customers. */
  lift: number | null
  interval: Interval | null
  detectable: number | null
  verdict: 'funciona' | 'atrapalha' | 'ainda_nao_se_sabe' | 'sem_dados'
}

/** The effect of the messages: an uplift counts as real only when its whole interval is on one side of zero. */
export function upliftOf(treated: Group, holdout: Group): Uplift {
  const rated = (group: Group) => ({ ...group, rate: group.people > 0 ? group.bought / group.people : null })
  const groups = { treated: rated(treated), holdout: rated(holdout) }
  const [p, q] = [groups.treated.rate, groups.holdout.rate]
  if (p === null || q === null)
    return { ...groups, lift: null, interval: null, detectable: null, verdict: 'sem_dados' }
  const interval = newcombe(treated, holdout)
  return {
    ...groups,
    lift: p - q,
    interval,
    detectable: detectableUplift(treated, holdout),
    verdict: interval.low > 0 ? 'funciona' : interval.high < 0 ? 'atrapalha' : 'ainda_nao_se_sabe',
  }
}
