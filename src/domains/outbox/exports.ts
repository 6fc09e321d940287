import { defineExport } from '~/kernel/export/entry'
import { MESSAGE_LIST_COLUMNS } from './columns'
import { messageFilter } from './schema'
import { pageOfMessages } from './service/message-log'

/** The message log as filtered (msg-10). */
export const messagesExport = defineExport({
  role: 'operator',
  meta: { ids: ['whatsapp', 'contact', 'template', 'campaign'] },
  input: messageFilter,
  name: 'mensagens',
  columns: MESSAGE_LIST_COLUMNS,
  recipient: (row) => ({ name: row.contactName, phone: row.phone }),
  read: (unit, { cursor, size, ...filter }) => pageOfMessages(unit, filter, { cursor, size }),
})
