import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailKey, formatPhone, formatTaxId, parseUf, taxId } from './br'
import { searchText } from './search-text'
import { whatsAppLink } from './whatsapp-link'

describe('emailKey', () => {
  it('is trimmed lower case', () => {
    expect(emailKey(' Maria.Silva@Exemplo.TEST ')).toBe('maria.silva@exemplo.test')
  })

  it('is null for placeholders and what is no address', () => {
    for (const raw of [
      null,
      '',
      'maria',
      'a@b',
      'deleted@site.invalid',
      '[deleted]',
      'naotem@naotem.com',
      'sem.email@gmail.com',
      'teste@teste.com',
      'a b@c.de',
    ])
      expect([raw, emailKey(raw)]).toEqual([raw, null])
    for (const real of ['semedo@gmail.com', 'nao.sei@gmail.com', 'tester@gmail.com', 'joao@sememail.com.br'])
      expect(emailKey(real)).toBe(real)
  })
})

describe('taxId', () => {
  it('accepts masks and checks the digits', () => {
    expect(taxId('529.982.247-25')).toBe('52998224725')
    expect(taxId('11.222.333/0001-81')).toBe('11222333000181')
    expect(taxId('12.ABC.345/01DE-35')).toBe('12ABC34501DE35')
    expect(formatTaxId('52998224725')).toBe('529.982.247-25')
    expect(formatTaxId('11222333000181')).toBe('11.222.333/0001-81')
  })

  it('rejects wrong check digits and repeated digits', () => {
    for (const raw of ['529.982.247-26', '111.111.111-11', '11222333000182', '123', '', null])
      expect(taxId(raw)).toBeNull()
  })
})

describe('text', () => {
  it('searches without accents and case', () => {
    expect(searchText('  JOÃO', null, 'Conceição  d’Ávila')).toBe('joao conceicao d’avila')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(searchText(searchText(text))).toBe(searchText(text))
      }),
    )
  })

  it('names states', () => {
    expect([parseUf('sp'), parseUf('BR-RJ'), parseUf('XX'), parseUf('constructor'), parseUf(null)]).toEqual([
      'SP',
      'RJ',
      null,
      null,
      null,
    ])
  })

  it('shows phones and links to WhatsApp', () => {
    expect(formatPhone('+5511987654321')).toBe('(11) 98765-4321')
    expect(formatPhone('+551134567890')).toBe('(11) 3456-7890')
    expect(formatPhone('+351912345678')).toBe('+351912345678')
    expect(whatsAppLink('+5511987654321', 'Olá & tchau 😀 \ud800')).toBe(
      'https://wa.me/5511987654321?text=Ol%C3%A1%20%26%20tchau%20%F0%9F%98%80%20%EF%BF%BD',
    )
  })
})
