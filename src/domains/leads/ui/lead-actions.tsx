'use client'
import { MessageCircle, PhoneOutgoing, Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { whatsAppLink } from '~/kernel/whatsapp-link'
import { fillMessage, firstName } from '~/kernel/message'
import { IconButton } from '~/ui/button'
import { buttonClass } from '~/ui/button-class'
import { ROW_WHATSAPP, RowWhatsAppName } from '~/ui/row-whatsapp'
import { toastDone, toastFailed } from '~/ui/toast'
import { messageOf, trpc } from '~/wiring/client'

type Props = {
  empresa: string
  lead: { id: string; name: string | null; phone: string | null; contacted: boolean }
  /** The empresa's template. */
  template: string
  /** False for viewers. */
  canMark: boolean
  /** Words beside the icons: for the detail page. */
  wide?: boolean
}

function useMark(empresa: string, id: string) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const mark = async (contacted: boolean, undo = false) => {
    setBusy(true)
    try {
      await trpc.leads.setContacted.mutate({ empresa, id, contacted, undo })
      toastDone(contacted ? 'Marcado como contatado.' : 'Marca desfeita.', () => mark(!contacted, true))
      router.refresh()
    } catch (error) {
      toastFailed(new Error(messageOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return { busy, mark }
}

/** WhatsApp with the message filled in, which marks the lead contacted; and the mark itself (lead-3). */
export function LeadActions({ empresa, lead, template, canMark, wide = false }: Props) {
  const { busy, mark } = useMark(empresa, lead.id)
  const message = fillMessage(template, { nome: firstName(lead.name) })
  const who = lead.name ?? 'este lead'
  return (
    <>
      {lead.phone ? (
        <a
          href={whatsAppLink(lead.phone, message ?? '')}
          target="_blank"
          rel="noopener noreferrer"
          data-shortcut="w"
          title={message ?? 'Abre a conversa sem mensagem: falta o nome para preenchê-la'}
          onClick={() => (canMark && !lead.contacted ? void mark(true) : undefined)}
          className={wide ? buttonClass({}) : `${buttonClass({ look: 'ghost' })} ${ROW_WHATSAPP}`}
        >
          <MessageCircle size={17} aria-hidden />
          {wide ? 'Abrir no meu WhatsApp' : <RowWhatsAppName who={who} />}
        </a>
      ) : null}
      {canMark && wide ? (
        <button
          type="button"
          disabled={busy}
          onClick={() => void mark(!lead.contacted)}
          className={buttonClass({})}
        >
          {lead.contacted ? <Undo2 size={16} aria-hidden /> : <PhoneOutgoing size={16} aria-hidden />}
          {lead.contacted ? 'Desfazer contatado' : 'Marcar contatado'}
        </button>
      ) : null}
      {canMark && !wide ? (
        <IconButton
          label={lead.contacted ? `Desfazer contatado de ${who}` : `Marcar ${who} como contatado`}
          data-shortcut="c"
          className="max-md:hidden"
          aria-pressed={lead.contacted}
          disabled={busy}
          onClick={() => void mark(!lead.contacted)}
        >
          {lead.contacted ? <Undo2 size={17} aria-hidden /> : <PhoneOutgoing size={17} aria-hidden />}
        </IconButton>
      ) : null}
    </>
  )
}
