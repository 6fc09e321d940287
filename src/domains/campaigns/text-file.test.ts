import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet } from './csv'
import { decodeText, notAList } from './text-file'

const TEXT = 'nome;telefone\r\nJoão Conceição;(31) 98765-4321\r\n'

test('msg-8 a CSV that a Brazilian Excel saved keeps its accents', () => {
  const read = (bytes: Uint8Array) => readSheet(decodeText(bytes)).rows[0]?.[0]
  expect(read(Buffer.from(TEXT, 'latin1'))).toBe('João Conceição')
  expect(read(Buffer.from(TEXT, 'utf8'))).toBe('João Conceição')
  expect(read(Buffer.from(`\uFEFF${TEXT}`, 'utf8'))).toBe('João Conceição')
  expect(read(Buffer.from(`\uFEFF${TEXT}`, 'utf16le'))).toBe('João Conceição')
  expect(read(Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16())).toBe('João Conceição')
})

test('any UTF-8 comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(new TextEncoder().encode(`a${text}`))).toBe(`a${text}`)
    }),
  )
})

test('a list from a Windows terminal or Excel for DOS, or UTF-16 without a mark, keeps its accents', () => {
  const read = (bytes: Uint8Array) => readSheet(decodeText(bytes)).rows[0]?.[0]
  const dos = TEXT.replaceAll('ã', '\xc6').replaceAll('ç', '\x87')
  expect(read(Buffer.from(dos, 'latin1'))).toBe('João Conceição')
  expect(read(Buffer.from(TEXT, 'utf16le'))).toBe('João Conceição')
  expect(read(Buffer.from(TEXT, 'utf16le').swap16())).toBe('João Conceição')
})

test.each([
  ['', 'vazio'],
  ['\xef\xbb\xbf \r\n', 'vazio'],
  ['<html><table><tr><td>Ana</td></tr></table>', 'página HTML'],
  ['<?xml version="1.0"?><Workbook/>', 'XML'],
  ['BEGIN:VCARD\nFN:Ana\n', 'contatos (.vcf)'],
  ['[{"nome":"Ana"}]', 'JSON'],
  ['BZh91AY', '.bz2'],
  ['7z\xbc\xaf', '.7z'],
  ['\x7fELF\0\0\0\x01', 'não é texto'],
])('a file that is no list is named for what it is: %j', (text, said) => {
  expect(notAList(Buffer.from(text, 'latin1'))).toContain(said)
})

test('a list is not taken for another file', () => {
  for (const text of ['Nome;Fone\nAna;1', '{nome} Silva;11987654321', '[VIP] Ana;11987654321', 'Ana'])
    expect(notAList(Buffer.from(text))).toBeNull()
})
