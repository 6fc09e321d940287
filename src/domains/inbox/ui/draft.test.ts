import { expect, test } from 'vitest'
import { appended, parseDraft, redraft } from './draft'

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

test('ux-17 a text inserted into an answer goes on a line of its own, after the existing text', () => {
  expect(appended('', 'https://loja.test/c/1')).toBe('https://loja.test/c/1')
  expect(appended('Aqui está: \n', 'https://loja.test/c/1')).toBe('Aqui está:\nhttps://loja.test/c/1')
})
