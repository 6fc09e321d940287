import { expect, test } from 'vitest'
import { refusalReason } from './group-refusal'

const PHONE = 'Este número não tem WhatsApp.'

test('ux-40 a post to a group that is gone speaks of the group, a message to a phone of the phone', () => {
  expect(refusalReason('group', 'recipient', PHONE)).toContain('Este grupo')
  expect(refusalReason('status', 'recipient', PHONE)).toContain('no status')
  expect(refusalReason('phone', 'recipient', PHONE)).toBe(PHONE)
  expect(refusalReason('group', 'content', 'A mensagem está vazia.')).toBe('A mensagem está vazia.')
})
