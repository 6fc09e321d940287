import { Prisma } from '~/generated/prisma/client'
import { PHONE_AUTHOR } from './acks'

const CAMPAIGN = `(SELECT CASE WHEN lower(k.name) LIKE 'campanha%' THEN k.name ELSE 'Campanha ' || k.name END
  FROM campaigns AS k WHERE k.empresa_id = m.empresa_id AND k.id = m.subject_id)`
const STEP = `(SELECT ' · mensagem ' || s.position FROM follow_up_steps AS s
  WHERE s.empresa_id = m.empresa_id AND s.id = m.rule_id)`

/**
 * SQL: who or what message `m` comes from, in words: the series with the place of its message, the campaign by its name,
 * and the person for what a person wrote. The name that queued an automatic message says nothing to its reader.
 */
export const SENDER = Prisma.raw(`CASE
    WHEN m.direction = 'in' THEN 'Cliente'
    WHEN m.kind = 'campanha' THEN coalesce(${CAMPAIGN}, 'Campanha')
    WHEN m.kind IN ('carrinho', 'pedido', 'lead') THEN 'Acompanhamento' || coalesce(${STEP}, '')
    WHEN m.kind IN ('grupo', 'status') THEN 'Publicação'
    WHEN m.created_by = '${PHONE_AUTHOR}' THEN 'Pelo celular'
    ELSE m.created_by END`)
