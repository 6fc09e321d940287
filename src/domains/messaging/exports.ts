import { formatPhone } from '~/kernel/br'
import { defineExport } from '~/kernel/export/entry'
import type { ExportShape } from '~/kernel/export/file'
import { messageFilter, type MessageRow } from './schema'
import { pageOfMessages } from './service/message-log'

const shape: ExportShape<MessageRow> = {
  name: 'mensagens',
  recipient: (row) => ({ name: row.contactName, phone: row.phone }),
  columns: [
    { header: 'Criada em', width: 18, value: (row) => row.createdAt },
    { header: 'Sentido', width: 10, value: (row) => (row.direction === 'in' ? 'Recebida' : 'Enviada') },
    { header: 'Tipo', width: 12, value: (row) => row.kind },
    { header: 'Estado', width: 12, value: (row) => row.state },
    { header: 'Motivo', width: 40, value: (row) => row.stateReason },
    { header: 'Código do motivo', width: 20, value: (row) => row.stateCode },
    { header: 'Pessoa', width: 28, value: (row) => row.contactName },
    { header: 'Telefone', width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.address) },
    { header: 'Conexão', width: 18, value: (row) => row.connectionName },
    { header: 'Modelo', width: 24, value: (row) => row.templateName },
    { header: 'Texto', width: 60, value: (row) => row.body },
    { header: 'Aceita em', width: 18, value: (row) => row.acceptedAt },
    { header: 'Enviada em', width: 18, value: (row) => row.sentAt },
    { header: 'Entregue em', width: 18, value: (row) => row.deliveredAt },
    { header: 'Lida em', width: 18, value: (row) => row.readAt },
    { header: 'Tentativas', width: 10, value: (row) => row.attempts },
    { header: 'Número no serviço', width: 30, value: (row) => row.providerMessageId },
    { header: 'Por', width: 20, value: (row) => row.createdBy },
  ],
}

/** The log of messages as the filter shows it (msg-10). */
export const messagesExport = defineExport({
  role: 'operator',
  meta: { ids: ['whatsapp', 'contact', 'template', 'campaign'] },
  input: messageFilter,
  shape,
  read: (unit, { cursor, size, ...filter }) => pageOfMessages(unit, filter, { cursor, size }),
})
