import { randomUUID } from 'node:crypto'
import type { Segment } from '~/domains/campaigns/schema'
import { answer, setStatus } from '~/domains/inbox/service/act'
import { phoneSays } from '~/domains/channels/service/simulator'
import { resolveAll } from '~/domains/outbox/service/resolve-all'
import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'
import { log } from '~/kernel/log'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { Beside } from './fast-forward'
import { POST_TIMES, seedCampaign } from './demo-messages'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type Reply = { text: string; minutes: number; by: 'owner' | 'operator'; closed: boolean }
type Conversation = { daysBefore: number; time: string; text: string; reply?: Reply }

const replied = (by: Reply['by'], minutes: number, text: string, closed = true): Reply => ({
  by,
  minutes,
  text,
  closed,
})

/** What customers write in that month, and what the shop answers: the last three still wait. */
const CONVERSATIONS: readonly Conversation[] = [
  {
    daysBefore: 24,
    time: '10:20',
    text: 'Oi! Ainda tem o 37?',
    reply: replied('operator', 18, 'Tem sim! Separei o 37 para você. Posso enviar o link do carrinho?'),
  },
  {
    daysBefore: 20,
    time: '15:05',
    text: 'Quanto fica o frete para o meu CEP?',
    reply: replied('operator', 42, 'Para a sua região o frete é grátis acima de R$ 199. 😊'),
  },
  {
    daysBefore: 17,
    time: '11:40',
    text: 'Dá para pagar em 3 vezes?',
    reply: replied('owner', 25, 'Dá sim, em até 6 vezes sem juros no cartão.'),
  },
  {
    daysBefore: 13,
    time: '16:30',
    text: 'Comprei ontem na loja física, obrigada!',
    reply: replied('operator', 12, 'Que bom! Obrigada por avisar, bom uso! 💚'),
  },
  {
    daysBefore: 10,
    time: '09:50',
    text: 'A forma desse modelo é grande ou pequena?',
    reply: replied('operator', 55, 'Ele veste certinho: se você usa 36, peça o 36.'),
  },
  {
    daysBefore: 6,
    time: '14:10',
    text: 'Se não servir eu consigo trocar?',
    reply: replied('owner', 31, 'Consegue! A primeira troca é por nossa conta, em até 30 dias.', false),
  },
  {
    daysBefore: 3,
    time: '17:05',
    text: 'Vou receber na sexta e fecho a compra, pode segurar?',
    reply: replied('operator', 20, 'Seguramos até sexta para você. Qualquer coisa é só chamar.', false),
  },
  { daysBefore: 0, time: '11:15', text: 'Oi! Vocês têm esse na cor preta?' },
  { daysBefore: 0, time: '14:35', text: 'O cupom de primeira compra ainda vale?' },
  { daysBefore: 0, time: '16:50', text: 'Obrigada por avisar! Em quantos dias chega?' },
]

const CAMPAIGNS: readonly {
  daysBefore: number
  time: string
  name: string
  segment: Segment
  gapSeconds: number | null
}[] = [
  {
    daysBefore: 9,
    time: '10:00',
    name: 'Novidades da semana',
    segment: { of: 'leads', period: '30dias' },
    gapSeconds: null,
  },
  {
    daysBefore: 0,
    time: '15:00',
    name: 'Frete grátis para clientes',
    segment: { of: 'clientes', group: 'um' },
    gapSeconds: 300,
  },
]
/** When an operator of the shop looks through what may not have arrived. */
const LOOKED_THROUGH = '17:20'

export type Cast = { owner: EmpresaScope; operator: EmpresaScope; shop: EmpresaScope }
type Beat = { at: Date; play: () => Promise<boolean> }

/** What users and customers do in the demonstration's month, beside the product's work; what is before `since` is done. */
export function demoStory(cast: Cast, connectionId: string, zone: string, since: Date, until: Date): Beside {
  const at = (daysBefore: number, time: string) =>
    fromLocal(`${addLocalDays(localDay(until, zone), -daysBefore)} ${time}:00`, zone) ?? until
  const { now } = cast.shop
  let beats: Beat[] = []
  const add = (when: Date, play: Beat['play']) => beats.push({ at: when, play })

  for (const { daysBefore, time, ...campaign } of CAMPAIGNS)
    add(at(daysBefore, time), async () => {
      await seedCampaign(cast.owner, campaign)
      return true
    })
  for (const { daysBefore, time, text, reply } of CONVERSATIONS)
    add(at(daysBefore, time), async () => {
      const phone = await writes(cast.shop, connectionId, text)
      if (phone === null) return false
      if (reply)
        add(new Date(now().getTime() + reply.minutes * MINUTE), () => replies(cast[reply.by], phone, reply))
      return true
    })
  add(at(0, LOOKED_THROUGH), async () => {
    await withEmpresaSql(cast.operator, (ctx) => resolveAll(ctx, { how: 'foi_enviada' }))
    return true
  })
  // The clock stands still at each post's time: one that is an hour late does not go out.
  for (let daysBefore = 0; at(daysBefore, '00:00') >= since; daysBefore++)
    for (const time of Object.values(POST_TIMES)) add(at(daysBefore, time), () => Promise.resolve(true))
  beats = beats.filter((beat) => beat.at > since)

  return {
    pass: async () => {
      const due = beats.filter((beat) => beat.at <= now())
      beats = beats.filter((beat) => beat.at > now())
      // What can't happen yet is tried again in an hour.
      for (const { play } of due) if (!(await tried(play))) add(new Date(now().getTime() + HOUR), play)
    },
    next: () =>
      beats.reduce<Date | null>((first, beat) => (first && first <= beat.at ? first : beat.at), null),
  }
}

/** A scene that fails is skipped: the month goes on without it. */
async function tried(play: Beat['play']): Promise<boolean> {
  return play().catch((error: unknown) => {
    log('app').error({ err: error }, 'a scene of the demonstration is left out')
    return true
  })
}

/** A customer that a follow-up reached in the last days writes for the first time. @returns their phone; null when none. */
async function writes(scope: EmpresaScope, connectionId: string, text: string): Promise<string | null> {
  return withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<{ phone: string }>(
      `SELECT c.phone FROM messages AS m JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
       WHERE m.empresa_id = $1 AND m.kind = 'carrinho' AND m.state IN ('entregue', 'lida') AND m.sent_at > $2 AND c.phone IS NOT NULL
         AND NOT EXISTS (SELECT FROM simulated_copies AS s WHERE s.empresa_id = $1 AND s.chat = c.phone AND s.from_phone)
       ORDER BY m.sent_at DESC LIMIT 1`,
      [ctx.empresaId, new Date(ctx.now.getTime() - 72 * HOUR)],
    )
    const phone = rows[0]?.phone ?? null
    if (phone !== null) await phoneSays(ctx, { id: connectionId, phone, text })
    return phone
  })
}

async function replies(scope: EmpresaScope, phone: string, { text, closed }: Reply): Promise<boolean> {
  return withEmpresa(scope, async (ctx) => {
    const conversation = await ctx.db.conversation.findFirst({
      where: { empresaId: ctx.empresaId, contact: { phone }, lastInboundAt: { not: null } },
      select: { id: true },
    })
    if (!conversation) return false
    await answer(ctx, { id: conversation.id, body: text, once: randomUUID() })
    if (closed) await setStatus(ctx, { id: conversation.id, status: 'encerrada' })
    return true
  })
}
