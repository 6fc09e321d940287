type Pressed = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
  /** An input method is composing a word: its Enter accepts the word. */
  isComposing: boolean
  /** 229 marks an input method, too, in browsers that report nothing else. */
  keyCode: number
}

/** Whether a key sends the reply: Ctrl+Enter always, Enter alone when that was chosen. */
export function sends(pressed: Pressed, enterSends: boolean): boolean {
  if (pressed.key !== 'Enter' || pressed.isComposing || pressed.keyCode === 229) return false
  if (pressed.ctrlKey || pressed.metaKey) return true
  return enterSends && !pressed.shiftKey && !pressed.altKey
}
