import { expect, test } from 'vitest'
import { isAway } from './away'

test.each([
  ['conectada', true, 9, false],
  ['desconectada', true, 0, true],
  ['desconectada', false, 1, true],
  // Put away by a user: it can't be deleted, and it must not be reported for ever.
  ['desconectada', false, 0, false],
  ['qr', true, 0, true],
  ['falhou', false, 0, true],
])(
  'a channel that is %s, wanted %s, with %d waiting needs attention: %s',
  (status, wanted, waiting, asks) => {
    expect(isAway({ status, wanted, waiting })).toBe(asks)
  },
)
