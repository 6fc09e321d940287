import { describe, expect, it } from 'vitest'
import { mendText } from './mend'
import { withPort } from './reach'

/** The UTF-8 bytes of a text, read as Latin-1. */
const mojibake = (text: string) => Buffer.from(text).toString('latin1')

describe('mendText', () => {
  it('repairs UTF-8 that was stored as Latin-1, once and twice', () => {
    for (const text of [
      'João',
      'JOÃO DA CONCEIÇÃO',
      'Ébano',
      'às 10 h',
      'Müller',
      'Łukasz',
      'bom dia 😀',
      '“aspas” — R$ 5 €',
    ]) {
      expect(mendText(mojibake(text)), text).toBe(text)
      expect(mendText(mojibake(mojibake(text))), text).toBe(text)
    }
    expect(mendText('JoÃ£o')).toBe('João')
  })

  it('leaves correct text alone', () => {
    for (const text of [
      'João',
      'AMANHÃ…',
      'IRMÃ\u00a0MARIA',
      'JOSÉ…',
      '“AMANHÔ',
      'N° 5',
      'Ção',
      'Ünal',
      'SÃO',
      'a{b}',
      'É',
    ])
      expect(mendText(text)).toBe(text)
  })

  it('restores the percent sign that WordPress masks', () => {
    expect(mendText(`50{${'0a'.repeat(32)}} off`)).toBe('50% off')
  })

  it('the lengths of serialised data decide', () => {
    expect(mendText('s:6:"Ã‰bano";')).toBe('s:6:"Ébano";')
    // PHP counted the bytes of the text as it stands.
    expect(mendText('a:1:{i:0;s:9:"Ã‰bano";}')).toBe('a:1:{i:0;s:9:"Ã‰bano";}')
  })
})

describe('withPort', () => {
  it('accepts a port typed into the host (B83)', () => {
    expect(withPort({ host: 'mysql.loja.com:3307', port: 3306 }, 3306)).toEqual({
      host: 'mysql.loja.com',
      port: 3307,
    })
    expect(withPort({ host: '2001:db8::1', port: 3306 }, 3306)).toEqual({ host: '2001:db8::1', port: 3306 })
    expect(() => withPort({ host: 'a:3307', port: 3308 }, 3306)).toThrow(/Deixe só uma/)
  })
})
