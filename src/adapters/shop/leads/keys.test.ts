import { expect, test } from 'vitest'
import { guessField, suggestMapping } from './keys'

test.each([
  ['your-name', 'name'],
  ['Primeiro_nome', 'name'],
  ['Primeiro_nome_2', 'name'],
  ['Nome_3', 'name'],
  ['Seu Nome:', 'name'],
  ['firstName', 'name'],
  ['Nome_e_sobrenome_1', 'name'],
  ['Qual_é_o_seu_nome?_1', 'name'],
  ['Como_podemos_te_chamar?_4', 'name'],
  ['Mobile', 'whatsapp'],
  ['Celular', 'whatsapp'],
  ['Celular_(com_DDD)_7', 'whatsapp'],
  ['tel-123', 'whatsapp'],
  ['your-phone', 'whatsapp'],
  ['Fone', 'whatsapp'],
  ['Whatsapp_-_DDD_+_Numero_4', 'whatsapp'],
  ['WhatsApp_para_receber_o_cupom_2', 'whatsapp'],
  ['Número_para_contato_2', 'whatsapp'],
  ['Número_do_sapato_9', 'size'],
  ['Nu\u0301mero_do_sapato_9', 'size'],
  ['Qual_número_você_calça?_5', 'size'],
  ['shoe-size', 'size'],
  ['your-email', 'email'],
  ['E-mail_2', 'email'],
] as const)('B63 %s holds %s', (key, field) => expect(guessField(key)?.field).toBe(field))

test.each([
  'Nome_da_mãe',
  'Nome_da_mãe_4',
  'nome-do-pet',
  'Nome_da_empresa_3',
  'Nome_da_loja',
  'username',
  'Sobrenome_2',
  'last-name',
  'consent',
  'acceptance-123',
  'Aceito_receber_mensagens_no_WhatsApp_7',
  'Autorizo_o_contato_por_telefone',
  'Concordo_com_o_uso_do_meu_nome_(LGPD)',
  'Quero_receber_novidades_por_e-mail',
  'Telefone_do_amigo',
  'Tamanho_da_empresa',
  'Mensagem',
  'Número',
  'hotel',
  'telegram',
  'Renomear',
  'IP',
  'field_a1b2c3d',
])('B63 %s is not taken for the name, phone, size or e-mail', (key) => expect(guessField(key)).toBeNull())

test('B63 of several fields the surest comes first', () => {
  const fields = [
    'Telefone_1',
    'Sobrenome',
    'Nome',
    'Nome_completo',
    'WhatsApp_2',
    'Nome_da_mãe',
    'aceite-whatsapp',
  ]
  expect(suggestMapping([{ plugin: 'cf7', id: '1', name: null, entries: 1, fields, seen: [] }])).toEqual({
    name: ['Nome_completo', 'Nome'],
    whatsapp: ['WhatsApp_2', 'Telefone_1'],
    size: [],
    email: [],
    ignored: [],
  })
})
