import { PhoneOff } from 'lucide-react'
import Link from 'next/link'
import { MessageActions, TryContactAgain } from '~/domains/outbox/ui/message-actions'
import { KINDS } from '~/domains/outbox/kinds'
import { oneOutcomeText } from '~/domains/templates/ui/outcome-text'
import { MessageStateMark } from '~/domains/outbox/ui/message-state'
import { Ticks } from '~/domains/outbox/ui/ticks'
import { Bubble, PhoneFrame } from '~/domains/channels/ui/phone-frame'
import { Card } from '~/ui/card'
import { Facts } from '~/ui/facts'
import { timeText } from '~/ui/moment'
import { Moment } from '~/ui/moment-view'
import { PageHeader } from '~/ui/page-header'
import { Notice } from '~/ui/states'
import { CopyText, Phone } from '~/ui/phone'
import { Table, Td, Th } from '~/ui/table'
import { readMessage, titled } from '../../one-thing'
import { openPage } from '../../open-page'

export const generateMetadata = titled('Mensagem', readMessage, ({ message, who }) =>
  message.direction === 'in' ? `Mensagem de ${who}` : `Mensagem para ${who}`,
)
type Props = { params: Promise<{ empresa: string; id: string }> }

const OUTCOMES: Record<string, string> = {
  accepted: 'Aceita pelo serviço',
  refused: 'Recusada',
  later: 'Tentar depois',
  unknown: 'Sem resposta certa',
}
const SUBJECTS: Record<string, { list: string; label: string }> = {
  cart: { list: 'carrinhos', label: 'Ver o carrinho' },
  order: { list: 'pedidos', label: 'Ver o pedido' },
  lead: { list: 'leads', label: 'Ver o lead' },
  campaign: { list: 'campanhas', label: 'Ver a campanha' },
  post: { list: 'publicacoes', label: 'Ver a publicação' },
}

export default async function MessagePage({ params }: Props) {
  const { empresa, id: address } = await params
  const page = await openPage(empresa)
  const { message, posts, isPost, who } = await readMessage(empresa, address)
  const contact = message.contactId
    ? await page.caller.messaging.contacts.get({ empresa, id: message.contactId })
    : null
  const at = (date: Date | null) =>
    date ? <Moment absolute at={date} now={page.now} timezone={page.timezone} /> : null
  const gone = message.subjectType === 'post' && !posts.some(({ id: post }) => post === message.subjectId)
  const subject = message.subjectType && !gone ? SUBJECTS[message.subjectType] : undefined
  return (
    <>
      <PageHeader
        title={who}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <MessageStateMark state={message.state} />
            {message.direction === 'in' ? 'de um cliente' : KINDS[message.kind].name}
          </span>
        }
        crumbs={[{ label: 'Registro', href: `/${empresa}/mensagens` }]}
        actions={
          page.operates ? (
            <MessageActions empresa={empresa} id={message.id} who={who} state={message.state} wide />
          ) : null
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="O que aconteceu">
            {message.stateReason ? <p className="mb-3 text-sm text-ink">{message.stateReason}</p> : null}
            {contact?.onWhatsapp === false ? (
              <div className="mb-3">
                <Notice
                  tone="amber"
                  icon={PhoneOff}
                  action={page.operates ? <TryContactAgain empresa={empresa} contactId={contact.id} /> : null}
                >
                  O serviço disse que este número não tem WhatsApp: nada automático vai para ele.
                </Notice>
              </div>
            ) : null}
            <Facts
              items={[
                {
                  label: 'Telefone',
                  value: isPost ? null : <Phone e164={message.phone} raw={message.address} />,
                },
                { label: 'Por', value: message.connectionName },
                { label: 'Modelo', value: message.templateName },
                { label: message.direction === 'in' ? 'Recebida' : 'Criada', value: at(message.createdAt) },
                { label: 'Enviada por', value: message.direction === 'in' ? null : message.sender },
                { label: 'Código do motivo', value: message.stateCode },
                { label: 'Não antes de', value: message.state === 'pendente' ? at(message.notBefore) : null },
                { label: 'Aceita', value: at(message.acceptedAt) },
                { label: 'Enviada', value: at(message.sentAt) },
                { label: 'Entregue', value: at(message.deliveredAt) },
                { label: 'Lida', value: at(message.readAt) },
                { label: 'Depois dela', value: message.outcome ? oneOutcomeText(message.outcome) : null },
                {
                  label: 'Número no serviço',
                  value: message.providerMessageId ? (
                    <CopyText
                      text={message.providerMessageId}
                      value={message.providerMessageId}
                      what="número da mensagem"
                    />
                  ) : null,
                },
                {
                  label: 'Sobre',
                  value:
                    subject && message.subjectId ? (
                      <Link
                        className="text-jade-ink underline"
                        href={`/${empresa}/${subject.list}/${message.subjectId}`}
                      >
                        {subject.label}
                      </Link>
                    ) : null,
                },
              ]}
            />
          </Card>
          {message.tries.length > 0 ? (
            <Card title="Tentativas" flush>
              <Table caption="Tentativas de envio">
                <thead>
                  <tr>
                    <Th>Nº</Th>
                    <Th>Quando</Th>
                    <Th>Resultado</Th>
                    <Th>Detalhe</Th>
                  </tr>
                </thead>
                <tbody>
                  {message.tries.map((attempt) => (
                    <tr key={attempt.n}>
                      <Td>{attempt.n}</Td>
                      <Td>{at(attempt.startedAt)}</Td>
                      <Td>
                        {attempt.outcome ? (OUTCOMES[attempt.outcome] ?? attempt.outcome) : 'Sem registro'}
                      </Td>
                      <Td className="text-soft">{attempt.detail ?? attempt.code ?? '—'}</Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
            </Card>
          ) : null}
        </div>
        <section aria-label="A mensagem" className="mx-auto w-full max-w-sm">
          <PhoneFrame name={page.name} className="min-h-60">
            {message.body ? (
              <Bubble
                mine={message.direction === 'in'}
                text={message.body}
                foot={
                  <>
                    {timeText(message.sentAt ?? message.acceptedAt ?? message.createdAt, page.timezone)}
                    <Ticks state={message.state} />
                  </>
                }
              />
            ) : (
              <p className="m-auto text-center text-sm text-faint">
                O texto é montado na hora do envio
                {message.templateName ? `, pelo modelo “${message.templateName}”` : ''}.
              </p>
            )}
          </PhoneFrame>
        </section>
      </div>
    </>
  )
}
