import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet } from './csv'
import { decodeText } from './text-file'

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
