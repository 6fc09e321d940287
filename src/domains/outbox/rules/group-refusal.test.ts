import { expect, test } from 'vitest'
import { refusalReason } from './group-refusal'

const PHONE = 'Este número não tem WhatsApp.'

test('ux-40 an error of a post to a missing group names the group, one of a message to a phone the phone', () => {
  expect(refusalReason('group', 'recipient', PHONE)).toContain('Este grupo')
  expect(refusalReason('status', 'recipient', PHONE)).toContain('no status')
  expect(refusalReason('phone', 'recipient', PHONE)).toBe(PHONE)
  expect(refusalReason('group', 'content', 'A mensagem está vazia.')).toBe('A mensagem está vazia.')
})
