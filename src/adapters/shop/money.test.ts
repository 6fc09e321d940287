import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amount, currencyOf } from './money'

test.each([
  ['15,00', 1500],
  ['R$ 15,00', 1500],
  ['R$\u00a015,00', 1500],
  ['R$&nbsp;15,00', 1500],
  ['&#82;&#36;15,00', 1500],
  ['15,00 BRL', 1500],
  ['1.234,56', 123_456],
  ['1,234.56', 123_456],
  ['1.059,40', 105_940],
  ['12.345.678,9', 1_234_567_890],
  ['1.234.567', 123_456_700],
  ['1,234,567', 123_456_700],
  ['12,5', 1250],
  ['0,125', 13],
  ['-10,00', -1000],
  ['R$ -10,00', -1000],
  ['-R$ 10,00', -1000],
  ['\u221210,00', -1000],
  ['1 234,56', 123_456],
  ['19.989999999999998', 1999],
  ['1e3', 100_000],
  ['12.', 1200],
  ['.5', 50],
  ['1.234', 123],
  ['', 0],
  [undefined, 0],
])('B20 reads %s', (text, cents) => {
  expect(amount(text)).toBe(cents)
})

test.each([
  '1,234',
  'NAN',
  'a:0:{}',
  '1.0E+25',
  'quinze',
  '1.2.3',
  '1.23,45,6',
  '12,3456,78',
  '--5',
  'R$',
  '١٢',
  '1/2',
])('B20 %s is no amount, or is ambiguous', (text) => {
  expect(amount(text)).toBeNull()
})

test('B20 however a Brazilian or an American writes an amount, it is the same one', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }), (cents) => {
      for (const locale of ['pt-BR', 'en-US'])
        for (const style of [{ style: 'currency', currency: 'BRL' }, { minimumFractionDigits: 2 }] as const)
          expect(amount(new Intl.NumberFormat(locale, style).format(cents / 100))).toBe(
            cents === 0 ? 0 : cents,
          )
    }),
  )
})

test.each([
  ['BRL ', 'BRL'],
  ['brl', 'BRL'],
  [' usd', 'USD'],
  ['R$', 'BRL'],
  ['Real', 'BRL'],
  ['US$', 'USD'],
  ['€', 'EUR'],
  ['', null],
  [undefined, null],
  ['Dinheiro', null],
  ['$', null],
])('B20 the currency %s is %s', (text, code) => {
  expect(currencyOf(text)).toBe(code)
})
