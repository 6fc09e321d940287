import type { Fate, SimulatorScript } from '~/adapters/whatsapp/simulator/script'
import { BEHAVIOURS, type Behaviour } from '../behaviours'

const FATES: Record<Exclude<Behaviour, 'variado'>, Fate> = {
  normal: 'deliver',
  atrasa: 'late',
  repete: 'twice',
  embaralha: 'disorder',
  some: 'silent',
  falha: 'failAfter',
  sem_whatsapp: 'noWhatsApp',
  ocupado: 'busy',
  chega_sem_resposta: 'timeoutDelivered',
  nao_chega_sem_resposta: 'timeoutLost',
  restringe: 'restrict',
  bane: 'ban',
}

/** Most messages arrive, some late, a few not at all: what a shop sees in a week. */
const VARIED: SimulatorScript['chances'] = {
  deliver: 86,
  late: 5,
  twice: 3,
  failAfter: 2,
  noWhatsApp: 2,
  timeoutDelivered: 2,
}

/** Automatic answers of the demonstration's phones; the first one that the chance selects. */
const ANSWERS: SimulatorScript['replies'] = [
  { chance: 0.05, text: 'PARE', afterSeconds: 90 },
  { chance: 0.12, text: 'Oi! Ainda tem o 37? Queria fechar hoje.', afterSeconds: 150 },
  { chance: 0.1, text: 'Quanto fica o frete para o meu CEP?', afterSeconds: 240 },
  { chance: 0.08, text: 'Obrigada por avisar! Vou finalizar agora 😊', afterSeconds: 400 },
]

/** The script with one behaviour for everything that is sent, and phones that answer or don't. */
export function behaving(script: SimulatorScript, behaviour: Behaviour, answers: boolean): SimulatorScript {
  const chances = behaviour === 'variado' ? VARIED : { [FATES[behaviour]]: 1 }
  return { ...script, chances, replies: answers ? ANSWERS : [] }
}

/** The behaviour of a script. */
export function behaviourOf(script: Pick<SimulatorScript, 'chances'>): Behaviour {
  const [only, ...others] = Object.entries(script.chances).filter(([, weight]) => weight > 0)
  if (!only) return 'normal'
  if (others.length > 0) return 'variado'
  return BEHAVIOURS.find((behaviour) => behaviour !== 'variado' && FATES[behaviour] === only[0]) ?? 'normal'
}
