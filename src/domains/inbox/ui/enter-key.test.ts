import { expect, test } from 'vitest'
import { sends } from './enter-key'

const enter = {
  key: 'Enter',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
}

test.each([
  ['Enter', {}, false, true],
  ['Shift+Enter', { shiftKey: true }, false, false],
  ['Alt+Enter', { altKey: true }, false, false],
  ['Ctrl+Enter', { ctrlKey: true }, true, true],
  ['⌘+Enter', { metaKey: true }, true, true],
  ['an input method’s Enter', { isComposing: true }, false, false],
  ['Safari’s Enter of an input method', { keyCode: 229 }, false, false],
  ['Ctrl+Enter of an input method', { ctrlKey: true, isComposing: true }, false, false],
  ['another key', { key: 'e' }, false, false],
])('ux-18 %s sends only when it should', (_, over, unchosen, chosen) => {
  expect([sends({ ...enter, ...over }, false), sends({ ...enter, ...over }, true)]).toEqual([
    unchosen,
    chosen,
  ])
})
