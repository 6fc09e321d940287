import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet } from './csv'

/** Name, phone and phone title of the parsed rows. */
function read(text: string) {
  const { headers, rows, phoneColumn, nameColumn } = readSheet(text)
  return {
    title: phoneColumn === null ? null : headers[phoneColumn],
    contacts: rows.map((row) => [
      nameColumn === null ? null : row[nameColumn],
      phoneColumn === null ? null : row[phoneColumn],
    ]),
  }
}
const ANA = ['Ana', '11987654321']
const BIA = ['Bia', '21987654321']

test.each([
  ['apostrophe', "Nome;Telefone\r\nAna;'11987654321\r\n", [ANA]],
  ['bare CR', 'Nome;Telefone\rAna;11987654321\rBia;21987654321\r', [ANA, BIA]],
  ['formula text', 'Nome;Telefone\r\nAna;="11987654321"\r\n"=""Bia""";"=""21987654321"""\r\n', [ANA, BIA]],
  ['break in quotes', 'Nome;Telefone\r\n"Ana\r\nSilva";11987654321\r\n', [['Ana\r\nSilva', '11987654321']]],
  ['sep= line', 'sep=;\r\nNome;Telefone\r\nAna;11987654321\r\nBia;21987654321\r\n', [ANA, BIA]],
  ['sep= line in quotes, comma', '\uFEFF"sep=,"\nNome,Telefone\nAna,11987654321\n', [ANA]],
  ['sep=| line', 'SEP=|\nNome|Fone\nAna|11987654321\n', [ANA]],
  ['pipes', 'Nome|Fone\nAna|11987654321\n', [ANA]],
  ['a title above', 'Clientes de novembro\n\nNome;Telefone\nAna;11987654321\n', [ANA]],
  [
    'titles above with empty cells',
    'Clientes;;\nGerado em 30/11/2026;;\nNome;Cidade;Telefone\nAna;BH;11987654321\n',
    [ANA],
  ],
  [
    'a quote that never ends',
    'Nome;Telefone\n"Ana;11987654321\nBia;21987654321\n',
    [['"Ana', '11987654321'], BIA],
  ],
  [
    'no header, first phone missing',
    'Ana;\nBia;21987654321\nCaio;31987654321\n',
    [['Ana', ''], BIA, ['Caio', '31987654321']],
  ],
])('B60 a list is read: %s', (_, text, contacts) => {
  expect(read(text).contacts).toEqual(contacts)
})

test.each([
  ['Nome;Telefone;Celular\nAna;(11) 3333-4444;(11) 98765-4321\n', 'Celular'],
  ['Nome;Celular;Telefone\nAna;(11) 3333-4444;(11) 98765-4321\n', 'Telefone'],
  ['Contato;Nome;Fone\n1001;Ana;11987654321\n', 'Fone'],
  ['Número do pedido;Cliente;Número\n11987650001;Ana;11987654321\n', 'Número'],
  ['Número do pedido;Cliente;WhatsApp do cliente\n1042;Ana;11987654321\n', 'WhatsApp do cliente'],
  ['Name,Phone 1 - Label,Phone 1 - Value\nAna,Mobile,11987654321\n', 'Phone 1 - Value'],
  [
    'Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value\nAna,Work,1133334444,Mobile,11987654321\n',
    'Phone 2 - Value',
  ],
  ['CPF;Nome;Contato\n11987654321;Ana;11987654322\n', 'Contato'],
  ['Nome;Telefone de recado;Fone\nAna;11987654321;1133334444\n', 'Fone'],
  ['Nome;Telefone\nAna;98765-4321\n', 'Telefone'],
  ['Nome;Cidade\nAna;BH\n', null],
  ['CPF;Nome\n11987654321;Ana\n', null],
])('B60 the phone is found by title and content: %s', (text, title) => {
  expect(read(text).title).toBe(title)
})

test.each([
  ['Nome da mãe;Nome;Fone\nMaria;Ana;11987654321\n', 'Ana'],
  ['Nome do produto;Cliente;Fone\nTênis;Ana;11987654321\n', 'Ana'],
  ['First Name,Middle Name,Last Name,Phone\nAna,M,Lima,11987654321\n', 'Ana'],
  ['Contato;Fone\nAna;11987654321\n', 'Ana'],
  ['Empresa;Nome do contato;Fone\nLoja;Ana;11987654321\n', 'Ana'],
  ['Nome;Fone\nLoja 24h (Ana)!;11987654321\n', 'Loja 24h (Ana)!'],
  ['Nome;Fone\nPessoa 100;11987654321\n', 'Pessoa 100'],
  ['Nome da mãe;Fone\nMaria;11987654321\n', null],
])('B60 the name is the contact’s own: %s', (text, name) => {
  expect(read(text).contacts[0]?.[0] ?? null).toBe(name)
})

test('B60 however a sheet is saved, the same contacts are read', () => {
  const name = fc.constantFrom('Ana', 'João da Silva', 'Bia D’Ávila', 'Zé')
  const phone = fc.integer({ min: 61_000_000, max: 99_888_888 }).map((last) => `119${String(last)}`)
  const contacts = fc.array(fc.tuple(name, phone), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(
      contacts,
      fc.constantFrom(';', ',', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '\uFEFF', 'sep', 'title'),
      fc.constantFrom<(cell: string) => string>(
        (cell) => cell,
        (cell) => `"${cell}"`,
        (cell) => `"=""${cell}"""`,
        (cell) => ` ${cell} `,
      ),
      fc.boolean(),
      (list, separator, end, above, write, phoneFirst) => {
        const line = (name: string, phone: string) => (phoneFirst ? [phone, name] : [name, phone]).map(write)
        const table = [line('Nome', 'Celular'), ...list.map(([name, phone]) => line(name, phone))]
        const lines = table.map((cells) => cells.join(separator))
        const head =
          above === 'sep' ? `sep=${separator}${end}` : above === 'title' ? `Relatório${end}${end}` : above
        expect(read(head + lines.join(end)).contacts).toEqual(list)
      },
    ),
  )
})

test.each([
  [
    'a row over merged columns',
    'Relatório;;;\n;;;\nDados;;Contato;\nNome;CPF;Celular;Fixo\nAna;1;11987654321;\n',
    [ANA],
  ],
  [
    'known titles over merged columns',
    'Cliente;;Telefones\nNome;Cidade;Celular\nAna;SP;11987654321\n',
    [ANA],
  ],
  ['a rule of dashes', '| Nome | Fone |\n|------|------|\n| Ana | 11987654321 |\n', [ANA]],
  ['the area code beside', 'Nome;DDD;Telefone\nAna;011;98765-4321\n', [['Ana', '(11) 98765-4321']]],
  [
    'country and area code beside',
    'Nome;DDI;DDD;Número\nAna;55;(11);987654321\nBia;55;21;\n',
    [
      ['Ana', '(11) 987654321'],
      ['Bia', ''],
    ],
  ],
  ['titles in one word', 'nomeCliente;telefoneCelular\nAna;11987654321\n', [ANA]],
  ['a group’s export', 'Group Name,Phone Number,Saved Name\nVips,11987654321,Ana\n', [ANA]],
])('a list is read with %s', (_, text, contacts) => {
  expect(read(text).contacts).toEqual(contacts)
})

test.each([
  '11987654321; 21987654321; 31987654321',
  '11987654321, 21987654321, 31987654321\n',
  '11987654321 21987654321\n31987654321',
  '11987654321\t+5521987654321\t31987654321',
])('bare phone numbers beside one another are one contact each: %s', (text) => {
  expect(read(text).contacts.map(([, phone]) => phone?.slice(-11))).toEqual([
    '11987654321',
    '21987654321',
    '31987654321',
  ])
})

test('two phones in each of several lines belong to one contact', () => {
  expect(read('1133334444;11987654321\n2133334444;21987654321\n').contacts).toEqual([
    [null, '11987654321'],
    [null, '21987654321'],
  ])
})
