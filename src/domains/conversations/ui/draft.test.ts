import { expect, test } from 'vitest'
import { parseDraft, redraft } from './draft'

test('conv-2 an answer keeps its key while it is written, and the next one gets another', () => {
  let n = 0
  const newId = () => `chave-${String(++n)}`
  const first = redraft(null, 'Tem', newId)
  const longer = redraft(first, 'Tem sim', newId)
  expect(longer).toEqual({ body: 'Tem sim', once: 'chave-1' })
  expect(parseDraft(JSON.stringify(longer))).toEqual(longer)
  const sent = redraft(longer, '', newId)
  expect(sent).toBeNull()
  expect(redraft(sent, 'Outra', newId)).toEqual({ body: 'Outra', once: 'chave-2' })
})

test.each([null, '', '{', 'null', '[]', '{"body":1,"once":"x"}'])('%j is no draft', (text) => {
  expect(parseDraft(text)).toBeNull()
})
