import { expect, test } from 'vitest'
import { freeTextProblem } from './free-text'

test.each([
  ['Oi {nome}, tudo bem?', 'variavel_sem_valor'],
  ['Oi { Name }!', 'variavel_sem_valor'],
  ['Em {campo.cidade} chega amanhã', 'variavel_sem_valor'],
  ['Oi {nomme}', 'variavel_sem_valor'],
  ['Pague no PIX [CONFIGURAR CHAVE PIX]', 'configuracao'],
  ['Aqui é da [nome da loja]', 'configuracao'],
  ['[INSIRA O LINK]', 'configuracao'],
  ['Você deve R$ 50. Pague ou vamos ao SPC', 'ameaca'],
  ['Pague o que deve, caloteiro', 'ameaca'],
])('t-26 t-51 rejected: %s', (text, code) => expect(freeTextProblem(text)).toMatchObject({ code }))

test.each([
  'Oi, Mariana! Chegou o 37.',
  'Tamanhos: {} e {37}',
  '[Promoção] Tudo com 10%',
  'O pedido deve chegar amanhã.',
  'O pagamento está pendente. Quer o código de novo?',
  '',
])('accepted: %s', (text) => expect(freeTextProblem(text)).toBeNull())
