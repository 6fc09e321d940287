import { Prisma } from '~/generated/prisma/client'
import { PHONE_AUTHOR } from './acks'

const CAMPAIGN = `(SELECT CASE WHEN lower(k.name) LIKE 'campanha%' THEN k.name ELSE 'Campanha ' || k.name END
  FROM campaigns AS k WHERE k.empresa_id = m.empresa_id AND k.id = m.subject_id)`
const STEP = `(SELECT ' · mensagem ' || s.position FROM follow_up_steps AS s
  WHERE s.empresa_id = m.empresa_id AND s.id = m.rule_id)`

/**
 * SQL: the sender of message `m`, in words: the series with the step's position, the campaign by its name, or the user who
 * wrote it. The name that queued an automatic message would mean nothing to the reader.
 */
export const SENDER = Prisma.raw(`CASE
    WHEN m.direction = 'in' THEN 'Cliente'
    WHEN m.kind = 'campanha' THEN coalesce(${CAMPAIGN}, 'Campanha')
    WHEN m.kind IN ('carrinho', 'pedido', 'lead') THEN 'Acompanhamento' || coalesce(${STEP}, '')
    WHEN m.kind IN ('grupo', 'status') THEN 'Publicação'
    WHEN m.created_by = '${PHONE_AUTHOR}' THEN 'Pelo celular'
    ELSE m.created_by END`)
