import { expect, it } from 'vitest'
import { groupNames, messageWho } from './message-columns'

const GROUP = '120363000000000002@g.us'
const to = { contactName: null, phone: null, address: GROUP, kind: 'grupo' as const }

it('names a group as its post does, never by its address', () => {
  const groups = groupNames([
    { address: GROUP, target: 'group', targetName: 'Ofertas do dia' },
    { address: 'status', target: 'status', targetName: null },
  ])
  expect(messageWho(to, groups)).toBe('Ofertas do dia')
  expect(messageWho(to, new Map())).toBe('Grupo')
  expect(messageWho({ ...to, address: 'status', kind: 'status' }, groups)).toBe('Status')
})

it('names a contact by name, else by phone', () => {
  const contact = { contactName: null, phone: '+5511987654321', address: null, kind: 'carrinho' as const }
  expect(messageWho({ ...contact, contactName: 'Bia' }, new Map())).toBe('Bia')
  expect(messageWho(contact, new Map())).toBe('(11) 98765-4321')
})
