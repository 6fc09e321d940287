import { expect, test } from 'vitest'
import { exportLinks } from './export-links'

test('a list without recipients offers every file but the WhatsApp list, whatever the empresa is called', () => {
  const links = exportLinks('loja-whatsapp', 'auditoria', true, ['xlsx', 'csv', 'txt'])
  expect(links.map(({ href }) => href)).toEqual(
    ['xlsx', 'csv', 'txt'].map((format) => `/api/export/loja-whatsapp/auditoria?format=${format}`),
  )
  expect(exportLinks('loja', 'leads', true)).toHaveLength(4)
})

test('who may not export is offered nothing', () => {
  expect(exportLinks('loja', 'leads', false)).toEqual([])
})
